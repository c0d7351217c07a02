import type { FormField } from '../catalog/form-of.ts'
import type { Choice, ClauseFinding, Settings } from '../contract/plugin.ts'
import type { Behaviour, StreamReport, Verdict } from '../contract/report.ts'
import type { SyncStrategy } from '../contract/stream.ts'
import type { ColumnType } from '../contract/table.ts'
import type { RunOptions, Schedule, StreamChoice, SyncLimits } from '../store/shapes.ts'

/** One page of a list; the first is 1. `total` counts the whole list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly page: number
  readonly pageSize: number
  readonly total: number
}

/** Default: the first page, 25 a page. At most 200 a page. */
export interface Paging {
  readonly page?: number | undefined
  readonly pageSize?: number | undefined
}

export interface LastCheck {
  readonly passed: boolean
  readonly at: Date
  /** What failed, or that everything is right. */
  readonly message: string
}

export interface ConnectionView {
  readonly id: string
  readonly name: string
  readonly method: string
  /** Without secrets. */
  readonly settings: Settings
  /** The secret fields that hold something. */
  readonly secretsSet: readonly string[]
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastCheck?: LastCheck
  /** How many syncs use it. */
  readonly syncs: number
}

export interface ConnectionInput {
  readonly name: string
  readonly method: string
  /** A secret that is absent or empty keeps what is stored; null takes it away. */
  readonly settings: Settings
}

export type { Schedule, StreamChoice, SyncLimits }
export type ColumnChoice = 'leave_out' | 'hash'

export interface SyncInput {
  /** Also names the state in the warehouse: it stays the same for the sync's life. */
  readonly name: string
  readonly connectionId: string
  readonly parameters: Settings
  readonly streams: Readonly<Record<string, StreamChoice>>
  /** `type` and the settings of that type. A secret that is absent or empty keeps what is stored. */
  readonly warehouse: Settings
  readonly limits: SyncLimits
  /** `after`: after each run of the other sync that ended as succeeded or incomplete. */
  readonly schedule: Schedule
}

export interface SyncView extends SyncInput {
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

export { runStatuses } from '../store/shapes.ts'
export type { FormField }

export interface Form {
  /** The connection method's or the warehouse type's name. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly fields: readonly FormField[]
}

export interface Forms {
  readonly connections: readonly Form[]
  readonly parameters: readonly FormField[]
  /** The parameter that is a clause in the source's own query language. */
  readonly clause?: string
  readonly warehouses: readonly Form[]
}

export interface CatalogColumn {
  readonly field: string
  readonly name: string
  readonly type: ColumnType
  readonly comment?: string
  /** It can neither be left out nor hashed: the row is found or ordered by it. */
  readonly kept: boolean
}

export interface CatalogStream {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly primaryKey: string
  readonly strategies: readonly SyncStrategy[]
  readonly cursorFields: readonly string[]
  readonly behaviours: readonly Behaviour[]
  readonly columns: readonly CatalogColumn[]
}

export type { Choice, ClauseFinding }

export interface TableView {
  readonly name: string
  readonly comment: string
  /** Live rows; null when it is not there yet. */
  readonly rows: number | null
  /** When a row of it last landed or was confirmed. */
  readonly syncedAt: string | null
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[]
}

export interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
  /** There are more rows than were asked for. */
  readonly truncated: boolean
  readonly durationMs: number
}

export interface Question {
  readonly title: string
  readonly sql: string
}

export interface Notice {
  readonly id: number
  readonly at: Date
  readonly kind: 'failed' | 'incomplete' | 'recovered'
  readonly syncId: string
  readonly syncName: string
  readonly runId: string
  readonly message: string
  readonly seen: boolean
  /** What became of the webhook; absent when there is none. */
  readonly delivery?: string
}

export interface NotificationSettings {
  /** The webhook's address is a secret: only whether there is one is told. */
  readonly webhookSet: boolean
  /** The host it goes to. */
  readonly webhookHost?: string
  readonly onRecovery: boolean
  readonly onIncomplete: boolean
}

export interface NotificationInput {
  /** Absent or empty keeps what is stored; null takes it away. */
  readonly webhookUrl?: string | null | undefined
  readonly onRecovery?: boolean | undefined
  readonly onIncomplete?: boolean | undefined
}

/** What the first page shows. */
export interface Overview {
  readonly connections: number
  readonly syncs: number
  readonly paused: number
  readonly queued: number
  readonly running: number
  /** Syncs whose newest run did not succeed. */
  readonly unwell: readonly SyncView[]
  readonly recentRuns: readonly RunView[]
  readonly notices: readonly Notice[]
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
