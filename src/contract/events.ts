import type { StreamReport, Verdict } from './report.ts'
import type { SyncStrategy } from './stream.ts'

/** Everything a run says, in order. The command line prints it, tests snapshot it. */
export type RunEvent =
  | {
      readonly type: 'run_started'
      readonly runId: string
      readonly sync: string
      readonly streams: readonly string[]
      readonly at: Date
    }
  | {
      readonly type: 'stream_started'
      readonly stream: string
      readonly strategy: SyncStrategy
      /** Why this strategy: one clause, for people. */
      readonly because: string
      /** Rows expected, where one cheap request could tell. */
      readonly expected?: number
    }
  | { readonly type: 'page_read'; readonly stream: string; readonly listed: number }
  | { readonly type: 'committed'; readonly stream: string; readonly landed: number }
  | { readonly type: 'stream_finished'; readonly stream: string; readonly report: StreamReport }
  | {
      readonly type: 'run_finished'
      readonly runId: string
      readonly verdict: Verdict
      readonly reports: readonly StreamReport[]
    }
