import type { Traffic } from './plugin.ts'
import type { SyncStrategy } from './stream.ts'

/**
 * `succeeded`: everything that was listed is in the table and the listing was complete ·
 * `incomplete`: something is known to be missing, the reason says what ·
 * `failed` · `cancelled`.
 */
export type Verdict = 'succeeded' | 'incomplete' | 'failed' | 'cancelled'

export type Behaviour = 'merge' | 'append' | 'replace'

/**
 * `landed = new + changed + unchanged`, always; `listed = landed + deduplicated + isolated` unless the stream failed
 * or was stopped with listed records still on their way.
 */
export interface Counts {
  /** Records that the site's answers carried. */
  readonly listed: number
  readonly landed: number
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  /** Carried twice, or known from an earlier read (the boundary ledger). */
  readonly deduplicated: number
  /** Rows marked as gone. */
  readonly deleted: number
  readonly isolated: number
  /** Children that vanished between listing and reading. */
  readonly skipped: number
}

/** Before anything was read. */
export const noCounts: Counts & Traffic = {
  listed: 0,
  landed: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  deduplicated: 0,
  deleted: 0,
  isolated: 0,
  skipped: 0,
  requests: 0,
  retries: 0,
  throttledMs: 0,
  bytes: 0,
}

/** One stream in one run: a row of `_sync_runs`. */
export interface StreamReport extends Counts, Traffic {
  readonly runId: string
  readonly sync: string
  readonly stream: string
  readonly strategy: SyncStrategy
  readonly behaviour: Behaviour
  readonly verdict: Verdict
  /** One sentence; null when it succeeded. */
  readonly reason: string | null
  /** Stable code and kind of the failure behind the verdict, where there was one. */
  readonly code: string | null
  readonly kind: string | null
  readonly startedAt: Date
  readonly finishedAt: Date
}
