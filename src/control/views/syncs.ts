import type { Settings } from '../../contract/plugin.ts'
import type { Verdict } from '../../contract/report.ts'
import type { Schedule, StreamChoice, SyncLimits } from '../../store/shapes.ts'
import type { RunView } from './runs.ts'

export type { Schedule, StreamChoice, SyncLimits }
export type ColumnChoice = 'leave_out' | 'hash'

export interface SyncInput {
  /** Also names the state in the warehouse: it stays the same for the sync's life. */
  readonly name: string
  readonly connectionId: string
  readonly parameters: Settings
  /** `all`: every stream that the plugin has now. */
  readonly streams: Readonly<Record<string, StreamChoice>> | 'all'
  /** `type` and the settings of that type. A secret that is absent or empty keeps what is stored. */
  readonly warehouse: Settings
  readonly limits: SyncLimits
  /** `after`: after each run of the other sync that ended as succeeded or incomplete. */
  readonly schedule: Schedule
}

export interface SyncView extends SyncInput {
  readonly streams: Readonly<Record<string, StreamChoice>>
  readonly id: string
  readonly connectionName: string
  /** Paths of the warehouse's secret fields that hold something, such as `auth.privateKey`. */
  readonly warehouseSecretsSet: readonly string[]
  readonly paused: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Absent when paused, manual or after another sync. */
  readonly nextRunAt?: Date
  /** The newest run that has ended. */
  readonly lastRun?: RunView
  /** The run that waits or is under way. */
  readonly currentRun?: RunView
}

/** One point of a sync's history, oldest first: what pictures are drawn from. */
export interface HistoryPoint {
  readonly runId: string
  readonly finishedAt: Date
  readonly status: Verdict
  readonly durationMs: number
  /** Rows new and changed. */
  readonly landed: number
  readonly listed: number
}

export interface Freshness {
  readonly stream: string
  /** When a run of it last succeeded; null: never. */
  readonly succeededAt: Date | null
  /** Since then. */
  readonly ageMs: number | null
  /** The age at which the schedule has it read again; null: no schedule does, or the sync is paused. */
  readonly dueMs: number | null
  readonly lastVerdict: Verdict
  readonly lastReason: string | null
}
