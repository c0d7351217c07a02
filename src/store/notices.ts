import { z } from 'zod'
import { flag, instant, totalOf } from './columns.ts'
import type { Store } from './database.ts'
import type { Slice } from './slice.ts'

export const noticeKinds = ['failed', 'incomplete', 'recovered'] as const

const row = z
  .object({
    id: z.number(),
    at: instant,
    kind: z.enum(noticeKinds),
    sync_id: z.string(),
    sync_name: z.string(),
    run_id: z.string(),
    message: z.string(),
    seen: flag,
    delivery: z.string().nullable(),
  })
  .transform(({ sync_id, sync_name, run_id, delivery, ...kept }) => ({
    ...kept,
    syncId: sync_id,
    syncName: sync_name,
    runId: run_id,
    ...(delivery === null ? {} : { delivery }),
  }))

export type StoredNotice = z.infer<typeof row>

export interface NoticeBook {
  /** Returns its id. */
  add(notice: Pick<StoredNotice, 'kind' | 'syncId' | 'syncName' | 'runId' | 'message'>, at: number): number
  noteDelivery(id: number, delivery: string): void
  /** Newest first. */
  list(slice: Slice): readonly StoredNotice[]
  unseen(limit: number): readonly StoredNotice[]
  count(): number
  markSeen(): void
  prune(keep: number): void
}

export function noticeBook(store: Store): NoticeBook {
  const many = (sql: string, ...values: readonly number[]) =>
    store.all(sql, ...values).map((found) => row.parse(found))
  return {
    add: ({ kind, syncId, syncName, runId, message }, at) =>
      z.object({ id: z.number() }).parse(
        store.get(
          `insert into notices (at, kind, sync_id, sync_name, run_id, message) values (?, ?, ?, ?, ?, ?)
           returning id`,
          ...[at, kind, syncId, syncName, runId, message],
        ),
      ).id,
    noteDelivery: (id, delivery) =>
      void store.run('update notices set delivery = ? where id = ?', delivery, id),
    list: ({ limit, offset }) =>
      many('select * from notices order by id desc limit ? offset ?', limit, offset),
    unseen: (limit) => many('select * from notices where seen = 0 order by id desc limit ?', limit),
    count: () => totalOf(store.get('select count(*) as total from notices')),
    markSeen: () => void store.run('update notices set seen = 1 where seen = 0'),
    prune: (keep) =>
      void store.run(
        'delete from notices where id <= (select id from notices order by id desc limit 1 offset ?)',
        keep,
      ),
  }
}
