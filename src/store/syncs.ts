import { z } from 'zod'
import type { Settings } from '../contract/plugin.ts'
import { flag, instant, jsonOf, sealedFields, settings, totalOf } from './columns.ts'
import type { Store } from './database.ts'
import { type Named, namesIn } from './names.ts'
import {
  runStatuses,
  type Schedule,
  type StreamChoices,
  type SyncLimits,
  schedule,
  streamChoices,
  syncLimits,
} from './shapes.ts'
import type { Slice } from './slice.ts'

/** What a user chose for a sync; the warehouse's secrets sealed, by path. */
export interface SyncDraft {
  readonly id: string
  readonly name: string
  readonly connectionId: string
  readonly parameters: Settings
  readonly streams: StreamChoices
  readonly warehouse: Settings
  readonly secrets: Readonly<Record<string, string>>
  readonly limits: SyncLimits
  readonly schedule: Schedule
  /** Where the slots of "every" are counted from. */
  readonly anchorAt: Date
  readonly nextAt: Date | undefined
}

export interface StoredSync extends SyncDraft {
  readonly connectionName: string
  readonly paused: boolean
  readonly lastRunId: string | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
}

const row = z
  .object({
    id: z.string(),
    name: z.string(),
    connection_id: z.string(),
    connection_name: z.string(),
    parameters: jsonOf(settings),
    streams: jsonOf(streamChoices),
    warehouse: jsonOf(settings),
    secrets: jsonOf(sealedFields),
    limits: jsonOf(syncLimits),
    schedule: jsonOf(schedule),
    anchor_at: instant,
    paused: flag,
    next_at: instant.nullable(),
    last_run_id: z.string().nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .transform(
    ({
      connection_id,
      connection_name,
      anchor_at,
      next_at,
      last_run_id,
      created_at,
      updated_at,
      ...kept
    }) => ({
      ...kept,
      connectionId: connection_id,
      connectionName: connection_name,
      anchorAt: anchor_at,
      nextAt: next_at ?? undefined,
      lastRunId: last_run_id ?? undefined,
      createdAt: created_at,
      updatedAt: updated_at,
    }),
  )

const newest = z
  .object({ name: z.string(), status: z.enum(runStatuses), finished_at: instant.nullable() })
  .transform(({ finished_at, ...kept }) => ({ ...kept, finishedAt: finished_at ?? undefined }))

export type NewestRun = z.infer<typeof newest>

const select = `select syncs.*, connections.name as connection_name
  from syncs join connections on connections.id = syncs.connection_id`

const dueAndFree = `where next_at <= ? and paused = 0 and not exists (
  select 1 from runs where runs.sync_id = syncs.id and runs.status in ('queued', 'running'))`

export interface SyncBook {
  list(slice: Slice): readonly StoredSync[]
  /** See names.ts. */
  named(text: string, limit: number): readonly Named[]
  count(): number
  countPaused(): number
  find(id: string): StoredSync | undefined
  /** Those whose newest run did not succeed. */
  unwell(limit: number): readonly StoredSync[]
  /** How the newest run that has ended of each sync went, in the order of names. */
  newest(limit: number): readonly NewestRun[]
  /** Those with a slot that is due, none of them paused and none with a run that waits or is under way. */
  due(now: number, limit: number): readonly StoredSync[]
  followers(id: string): readonly StoredSync[]
  /** False when another one has the name. */
  add(draft: SyncDraft, at: number): boolean
  change(draft: SyncDraft, at: number): void
  /** `nextAt` is when it is due next: nothing for a paused sync. */
  setPaused(id: string, paused: boolean, nextAt: Date | undefined, at: number): void
  /** Moves on from a slot; false when another server has done so, or it was paused meanwhile. */
  moveOn(id: string, from: Date, to: Date | undefined): boolean
  /** Makes it due at once, unless it is paused or due already. */
  makeDue(id: string, at: number): void
  noteRun(id: string, runId: string): void
  remove(id: string): void
}

export function syncBook(store: Store): SyncBook {
  const many = (sql: string, ...values: readonly (string | number)[]) =>
    store.all(`${select} ${sql}`, ...values).map((found) => row.parse(found))
  const instantOf = (at: Date | undefined) => at?.getTime() ?? null
  const after = (chosen: Schedule) => (chosen.kind === 'after' ? chosen.syncId : null)
  const choices = (draft: SyncDraft) =>
    [draft.parameters, draft.streams, draft.warehouse, draft.secrets, draft.limits, draft.schedule].map(
      (part) => JSON.stringify(part),
    )
  return {
    list: ({ limit, offset }) => many('order by syncs.name limit ? offset ?', limit, offset),
    named: namesIn(store, 'syncs'),
    count: () => totalOf(store.get('select count(*) as total from syncs')),
    countPaused: () => totalOf(store.get('select count(*) as total from syncs where paused = 1')),
    find: (id) => many('where syncs.id = ?', id)[0],
    unwell: (limit) =>
      many(
        `join runs on runs.id = syncs.last_run_id where runs.status not in ('succeeded', 'cancelled')
         order by runs.queued_at desc limit ?`,
        limit,
      ),
    newest: (limit) =>
      store
        .all(
          `select syncs.name, runs.status, runs.finished_at from syncs join runs on runs.id = syncs.last_run_id
           order by syncs.name limit ?`,
          limit,
        )
        .map((found) => newest.parse(found)),
    due: (now, limit) => many(`${dueAndFree} order by next_at limit ?`, now, limit),
    followers: (id) => many('where after_sync_id = ?', id),
    add: (draft, at) =>
      store.transaction(() => {
        if (store.get('select 1 from syncs where name = ?', draft.name) !== undefined) return false
        store.run(
          `insert into syncs (id, name, connection_id, parameters, streams, warehouse, secrets, limits, schedule,
             after_sync_id, anchor_at, next_at, paused, created_at, updated_at)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
          ...[draft.id, draft.name, draft.connectionId, ...choices(draft), after(draft.schedule)],
          ...[draft.anchorAt.getTime(), instantOf(draft.nextAt), at, at],
        )
        return true
      }),
    change: (draft, at) =>
      void store.run(
        `update syncs set connection_id = ?, parameters = ?, streams = ?, warehouse = ?, secrets = ?, limits = ?,
           schedule = ?, after_sync_id = ?, anchor_at = ?, next_at = ?, updated_at = ? where id = ?`,
        ...[draft.connectionId, ...choices(draft), after(draft.schedule)],
        ...[draft.anchorAt.getTime(), instantOf(draft.nextAt), at, draft.id],
      ),
    setPaused: (id, paused, nextAt, at) =>
      void store.run(
        'update syncs set paused = ?, next_at = ?, updated_at = ? where id = ?',
        ...[paused ? 1 : 0, instantOf(nextAt), at, id],
      ),
    moveOn: (id, from, to) =>
      store.run(
        'update syncs set next_at = ? where id = ? and next_at = ? and paused = 0',
        ...[instantOf(to), id, from.getTime()],
      ) === 1,
    makeDue: (id, at) =>
      void store.run(
        'update syncs set next_at = ? where id = ? and paused = 0 and (next_at is null or next_at > ?)',
        ...[at, id, at],
      ),
    noteRun: (id, runId) => void store.run('update syncs set last_run_id = ? where id = ?', runId, id),
    remove: (id) => void store.run('delete from syncs where id = ?', id),
  }
}
