import type { StreamReport, Verdict } from '../../contract/report.ts'
import type { SyncStrategy } from '../../contract/stream.ts'
import type { RunOptions } from '../../store/shapes.ts'

export type RunStatus = 'queued' | 'running' | Verdict

export type RunTrigger = 'manual' | 'schedule' | 'after' | 'catch_up' | 'rebuild'

export interface RunView {
  readonly id: string
  readonly syncId: string
  readonly syncName: string
  readonly trigger: RunTrigger
  readonly status: RunStatus
  /** One sentence; null when there is nothing to say. */
  readonly reason: string | null
  /** Stable code of what ended it, where something did. */
  readonly code: string | null
  readonly queuedAt: Date
  readonly startedAt?: Date
  readonly finishedAt?: Date
  /** Somebody asked it to stop, and it has not ended yet. */
  readonly stopping: boolean
  readonly options: RunOptions
  /** Of the streams that have begun, in the order they were chosen. */
  readonly streams: readonly StreamProgress[]
}

/** `streams` absent: all streams of the sync. */
export type { RunOptions }

export interface StreamProgress {
  readonly stream: string
  readonly strategy: SyncStrategy
  readonly because: string
  readonly expected?: number
  readonly listed: number
  readonly landed: number
  readonly startedAt: Date
  readonly rowsPerSecond?: number
  readonly timeLeftMs?: number
  /** Absent while it is being read. */
  readonly verdict?: Verdict
  readonly reason?: string | null
  readonly report?: StreamReport
}

export type LogLevel = 'info' | 'warn' | 'error'

export interface LogLine {
  readonly id: number
  readonly at: Date
  readonly level: LogLevel
  readonly stream?: string
  readonly message: string
}

export interface IsolatedView {
  readonly stream: string
  readonly id: string | null
  readonly code: string
  readonly message: string
  readonly url: string | null
  readonly status: number | null
  readonly requestId: string | null
  readonly attempts: number | null
  readonly firstSeenAt: string
  readonly lastSeenAt: string
}
