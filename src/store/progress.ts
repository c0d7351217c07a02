import { z } from 'zod'
import type { StreamReport } from '../contract/report.ts'
import { instant, jsonOf } from './columns.ts'
import type { Store } from './database.ts'
import { verdicts } from './shapes.ts'

/** What is kept of a stream's report: its counts, and how it went. */
const report = z.looseObject({
  new: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  listed: z.number(),
  landed: z.number(),
  deduplicated: z.number(),
  deleted: z.number(),
  isolated: z.number(),
  skipped: z.number(),
  requests: z.number(),
  retries: z.number(),
  throttledMs: z.number(),
  bytes: z.number(),
  runId: z.string(),
  sync: z.string(),
  stream: z.string(),
  strategy: z.enum(['full_refresh', 'incremental']),
  behaviour: z.enum(['merge', 'append', 'replace']),
  verdict: z.enum(verdicts),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  kind: z.string().nullable(),
  startedAt: z.iso.datetime().transform((at) => new Date(at)),
  finishedAt: z.iso.datetime().transform((at) => new Date(at)),
})

const row = z
  .object({
    run_id: z.string(),
    stream: z.string(),
    strategy: z.enum(['full_refresh', 'incremental']),
    because: z.string(),
    expected: z.number().nullable(),
    listed: z.number(),
    landed: z.number(),
    started_at: instant,
    noted_at: instant,
    verdict: z.enum(verdicts).nullable(),
    reason: z.string().nullable(),
    report: jsonOf(report).nullable(),
  })
  .transform(({ run_id, started_at, noted_at, expected, verdict, report: kept, ...same }) => ({
    ...same,
    runId: run_id,
    startedAt: started_at,
    notedAt: noted_at,
    expected: expected ?? undefined,
    verdict: verdict ?? undefined,
    report: kept ?? undefined,
  }))

/** How far a stream of a run is. */
export type StoredProgress = z.infer<typeof row>

export interface ProgressDraft {
  readonly stream: string
  readonly position: number
  readonly strategy: StoredProgress['strategy']
  readonly because: string
  readonly expected: number | undefined
  readonly listed: number
  readonly landed: number
  readonly startedAt: Date
  readonly report: StreamReport | undefined
}

export interface ProgressBook {
  note(runId: string, progress: ProgressDraft, at: number): void
  /** Of each of these runs, in the order of the streams. */
  of(runIds: readonly string[]): readonly StoredProgress[]
}

export function progressBook(store: Store): ProgressBook {
  return {
    note: (runId, progress, at) =>
      void store.run(
        `insert into run_streams (run_id, stream, position, strategy, because, expected, listed, landed,
           started_at, noted_at, verdict, reason, report) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (run_id, stream) do update set listed = excluded.listed, landed = excluded.landed,
           noted_at = excluded.noted_at, verdict = excluded.verdict, reason = excluded.reason,
           report = excluded.report, strategy = excluded.strategy`,
        ...[runId, progress.stream, progress.position, progress.strategy, progress.because],
        ...[progress.expected ?? null, progress.listed, progress.landed, progress.startedAt.getTime(), at],
        ...[progress.report?.verdict ?? null, progress.report?.reason ?? null],
        ...[progress.report === undefined ? null : JSON.stringify(progress.report)],
      ),
    of: (runIds) =>
      store
        .all(
          `select * from run_streams where run_id in (select value from json_each(?)) order by run_id, position`,
          JSON.stringify(runIds),
        )
        .map((found) => row.parse(found)),
  }
}
