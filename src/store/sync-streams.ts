import { z } from 'zod'
import { instant } from './columns.ts'
import type { Store } from './database.ts'
import { verdicts } from './shapes.ts'

const row = z
  .object({
    stream: z.string(),
    succeeded_at: instant.nullable(),
    last_verdict: z.enum(verdicts),
    last_reason: z.string().nullable(),
  })
  .transform(({ stream, succeeded_at, last_verdict, last_reason }) => ({
    stream,
    succeededAt: succeeded_at,
    lastVerdict: last_verdict,
    lastReason: last_reason,
  }))

export type StoredFreshness = z.infer<typeof row>

/** How the streams of a sync stand. */
export interface StreamBook {
  note(syncId: string, standing: StoredFreshness): void
  of(syncId: string): readonly StoredFreshness[]
}

export function streamBook(store: Store): StreamBook {
  return {
    note: (syncId, { stream, succeededAt, lastVerdict, lastReason }) =>
      void store.run(
        `insert into sync_streams (sync_id, stream, succeeded_at, last_verdict, last_reason) values (?, ?, ?, ?, ?)
         on conflict (sync_id, stream) do update set last_verdict = excluded.last_verdict,
           last_reason = excluded.last_reason,
           succeeded_at = coalesce(excluded.succeeded_at, sync_streams.succeeded_at)`,
        ...[syncId, stream, succeededAt?.getTime() ?? null, lastVerdict, lastReason],
      ),
    of: (syncId) =>
      store
        .all('select * from sync_streams where sync_id = ? order by stream', syncId)
        .map((found) => row.parse(found)),
  }
}
