import { z } from 'zod'
import { flag, instant, jsonOf, totalOf } from './columns.ts'
import type { Store, Value } from './database.ts'
import { runOptions, runStatuses, runTriggers } from './shapes.ts'
import type { Slice } from './slice.ts'

const row = z
  .object({
    id: z.string(),
    sync_id: z.string(),
    sync_name: z.string(),
    trigger: z.enum(runTriggers),
    options: jsonOf(runOptions),
    status: z.enum(runStatuses),
    reason: z.string().nullable(),
    code: z.string().nullable(),
    stopping: flag,
    queued_at: instant,
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
    listed: z.number(),
    landed: z.number(),
  })
  .transform(({ sync_id, sync_name, queued_at, started_at, finished_at, ...kept }) => ({
    ...kept,
    syncId: sync_id,
    syncName: sync_name,
    queuedAt: queued_at,
    startedAt: started_at ?? undefined,
    finishedAt: finished_at ?? undefined,
  }))

const standing = z.object({ status: z.enum(runStatuses), total: z.number() })

export type StoredRun = z.infer<typeof row>
export type RunStatus = StoredRun['status']

export interface RunDraft {
  readonly id: string
  readonly syncId: string
  readonly syncName: string
  readonly trigger: StoredRun['trigger']
  readonly options: StoredRun['options']
  /** What it was due for: no other run of the sync is ever queued for the same. */
  readonly slot?: string
}

export interface RunEnd {
  readonly status: Exclude<RunStatus, 'queued' | 'running'>
  readonly reason: string | null
  readonly code: string | null
  readonly listed: number
  readonly landed: number
}

export interface RunFilter {
  readonly syncId?: string | undefined
  readonly status?: RunStatus | undefined
}

export interface RunBook {
  /** False when the sync has a run that waits or is under way, or the slot had its run. */
  queue(draft: RunDraft, at: number): boolean
  /** Takes the run that has waited longest for this server. */
  claim(owner: string, at: number): StoredRun | undefined
  /** False when the run is not this server's any more. */
  beat(id: string, owner: string, at: number): boolean
  /** False when it had ended, or is not this server's any more. */
  end(id: string, owner: string, end: RunEnd, at: number): boolean
  /** Ends a run that no server has taken yet; false when one has. */
  drop(id: string, reason: string, at: number): boolean
  /** Runs whose server's last sign of life is farther from now than that, with that server: the clock may be set back. */
  lost(now: number, afterMs: number): readonly { readonly run: StoredRun; readonly owner: string }[]
  askToStop(id: string): void
  isAskedToStop(id: string): boolean
  find(id: string): StoredRun | undefined
  /** Those of these runs that are there. */
  these(ids: readonly string[]): readonly StoredRun[]
  underWay(syncId: string): StoredRun | undefined
  /** What waits or is under way of any of these syncs: one run each at most. */
  underWayOf(syncIds: readonly string[]): readonly StoredRun[]
  /** Newest first. */
  list(filter: RunFilter, slice: Slice): readonly StoredRun[]
  count(filter: RunFilter): number
  /** How many there are of each status that there is. */
  countByStatus(): ReadonlyMap<RunStatus, number>
  /** The newest that have ended, newest first. */
  ended(syncId: string, limit: number): readonly StoredRun[]
  /** Forgets all but the newest of a sync. */
  prune(syncId: string, keep: number): void
}

export function runBook(store: Store): RunBook {
  return { ...changes(store), ...questions(store) }
}

type Changes = Pick<RunBook, 'queue' | 'claim' | 'beat' | 'end' | 'drop' | 'askToStop' | 'prune'>

function changes(store: Store): Changes {
  return {
    queue: (draft, at) =>
      store.run(
        `insert into runs (id, sync_id, sync_name, trigger, slot, options, status, queued_at)
         values (?, ?, ?, ?, ?, ?, 'queued', ?) on conflict do nothing`,
        ...[draft.id, draft.syncId, draft.syncName, draft.trigger, draft.slot ?? null],
        ...[JSON.stringify(draft.options), at],
      ) === 1,
    claim: (owner, at) =>
      row.optional().parse(
        store.get(
          `update runs set status = 'running', owner = ?, started_at = ?, heartbeat_at = ?
         where id = (select id from runs where status = 'queued' order by queued_at, id limit 1) returning *`,
          ...[owner, at, at],
        ),
      ),
    beat: (id, owner, at) =>
      store.run(
        `update runs set heartbeat_at = ? where id = ? and owner = ? and status = 'running'`,
        ...[at, id, owner],
      ) === 1,
    end: (id, owner, { status, reason, code, listed, landed }, at) =>
      store.run(
        `update runs set status = ?, reason = ?, code = ?, listed = ?, landed = ?, finished_at = ?
         where id = ? and owner = ? and status = 'running'`,
        ...[status, reason, code, listed, landed, at, id, owner],
      ) === 1,
    drop: (id, reason, at) =>
      store.run(
        `update runs set status = 'cancelled', reason = ?, code = 'cancelled', finished_at = ?
         where id = ? and status = 'queued'`,
        ...[reason, at, id],
      ) === 1,
    askToStop: (id) =>
      void store.run(`update runs set stopping = 1 where id = ? and status in ('queued', 'running')`, id),
    prune: (syncId, keep) =>
      void store.run(
        `delete from runs where id in (select id from runs where sync_id = ?
           order by queued_at desc, id desc limit -1 offset ?)`,
        ...[syncId, keep],
      ),
  }
}

function questions(store: Store): Omit<RunBook, keyof Changes> {
  const one = (sql: string, ...values: readonly Value[]) => row.optional().parse(store.get(sql, ...values))
  const many = (sql: string, ...values: readonly Value[]) =>
    store.all(sql, ...values).map((found) => row.parse(found))
  return {
    lost: (now, afterMs) =>
      store
        .all(`select * from runs where status = 'running' and abs(heartbeat_at - ?) > ?`, now, afterMs)
        .map((found) => ({
          run: row.parse(found),
          owner: z.object({ owner: z.string() }).parse(found).owner,
        })),
    isAskedToStop: (id) => store.get('select 1 from runs where id = ? and stopping = 1', id) !== undefined,
    find: (id) => one('select * from runs where id = ?', id),
    these: (ids) =>
      many('select * from runs where id in (select value from json_each(?))', JSON.stringify(ids)),
    underWayOf: (syncIds) =>
      many(
        `select * from runs where sync_id in (select value from json_each(?)) and status in ('queued', 'running')`,
        JSON.stringify(syncIds),
      ),
    underWay: (syncId) =>
      one(`select * from runs where sync_id = ? and status in ('queued', 'running')`, syncId),
    list(filter, { limit, offset }) {
      const { where, values } = conditions(filter)
      return many(
        `select * from runs ${where} order by queued_at desc, id desc limit ? offset ?`,
        ...[...values, limit, offset],
      )
    },
    count(filter) {
      const { where, values } = conditions(filter)
      return totalOf(store.get(`select count(*) as total from runs ${where}`, ...values))
    },
    countByStatus: () =>
      new Map(
        store
          .all('select status, count(*) as total from runs group by status')
          .map((found) => standing.parse(found))
          .map(({ status, total }) => [status, total]),
      ),
    ended: (syncId, limit) =>
      many(
        `select * from runs where sync_id = ? and finished_at is not null
         order by queued_at desc, id desc limit ?`,
        ...[syncId, limit],
      ),
  }
}

function conditions({ syncId, status }: RunFilter): { readonly where: string; readonly values: string[] } {
  const given = [
    ['sync_id', syncId],
    ['status', status],
  ].flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]))
  const where = given.map(({ column }) => `${column} = ?`).join(' and ')
  return { where: where && `where ${where}`, values: given.map(({ value }) => value) }
}
