import { z } from 'zod'
import type { Settings } from '../contract/plugin.ts'
import { flag, instant, jsonOf, sealedFields, settings, totalOf } from './columns.ts'
import type { Store } from './database.ts'
import { type Named, namesIn } from './names.ts'
import type { Slice } from './slice.ts'

/** A connection as it is kept: secrets sealed, by field. */
export interface StoredConnection {
  readonly id: string
  readonly name: string
  readonly method: string
  readonly settings: Settings
  readonly secrets: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastCheck: { readonly passed: boolean; readonly at: Date; readonly message: string } | undefined
  readonly syncs: number
}

export interface ConnectionDraft {
  readonly id: string
  readonly name: string
  readonly method: string
  readonly settings: Settings
  readonly secrets: Readonly<Record<string, string>>
}

const row = z
  .object({
    id: z.string(),
    name: z.string(),
    method: z.string(),
    settings: jsonOf(settings),
    secrets: jsonOf(sealedFields),
    created_at: instant,
    updated_at: instant,
    check_passed: flag.nullable(),
    check_at: instant.nullable(),
    check_message: z.string().nullable(),
    syncs: z.number(),
  })
  .transform(({ created_at, updated_at, check_passed: passed, check_at: at, check_message, ...kept }) => ({
    ...kept,
    createdAt: created_at,
    updatedAt: updated_at,
    lastCheck: passed === null || at === null ? undefined : { passed, at, message: check_message ?? '' },
  }))

const select = `select *, (select count(*) from syncs where connection_id = connections.id) as syncs
  from connections`

export interface ConnectionBook {
  list(slice: Slice): readonly StoredConnection[]
  /** See names.ts. */
  named(text: string, limit: number): readonly Named[]
  count(): number
  find(id: string): StoredConnection | undefined
  /** False when another one has the name. */
  add(draft: ConnectionDraft, at: number): boolean
  /** False when another one has the name. */
  change(draft: ConnectionDraft, at: number): boolean
  /** False while a sync uses it. */
  remove(id: string): boolean
  noteCheck(id: string, check: { readonly passed: boolean; readonly message: string }, at: number): void
}

export function connectionBook(store: Store): ConnectionBook {
  const isTaken = ({ name, id }: ConnectionDraft) =>
    store.get('select 1 from connections where name = ? and id <> ?', name, id) !== undefined
  return {
    list: ({ limit, offset }) =>
      store.all(`${select} order by name limit ? offset ?`, limit, offset).map((found) => row.parse(found)),
    named: namesIn(store, 'connections'),
    count: () => totalOf(store.get('select count(*) as total from connections')),
    find: (id) => row.optional().parse(store.get(`${select} where id = ?`, id)),
    add: (draft, at) =>
      store.transaction(() => {
        if (isTaken(draft)) return false
        store.run(
          `insert into connections (id, name, method, settings, secrets, created_at, updated_at)
           values (?, ?, ?, ?, ?, ?, ?)`,
          ...[draft.id, draft.name, draft.method, JSON.stringify(draft.settings)],
          ...[JSON.stringify(draft.secrets), at, at],
        )
        return true
      }),
    change: (draft, at) =>
      store.transaction(() => {
        if (isTaken(draft)) return false
        store.run(
          `update connections set name = ?, method = ?, settings = ?, secrets = ?, updated_at = ?,
             check_passed = null, check_at = null, check_message = null where id = ?`,
          ...[draft.name, draft.method, JSON.stringify(draft.settings), JSON.stringify(draft.secrets)],
          ...[at, draft.id],
        )
        return true
      }),
    remove: (id) =>
      store.transaction(() => {
        if (store.get('select 1 from syncs where connection_id = ?', id) !== undefined) return false
        store.run('delete from connections where id = ?', id)
        return true
      }),
    noteCheck: (id, { passed, message }, at) =>
      void store.run(
        'update connections set check_passed = ?, check_at = ?, check_message = ? where id = ?',
        ...[passed ? 1 : 0, at, message, id],
      ),
  }
}
