import type { Connection, Settings, Surroundings } from '../contract/plugin.ts'
import type { Behaviour } from '../contract/report.ts'
import type { Stream, SyncStrategy } from '../contract/stream.ts'
import type { Table } from '../contract/table.ts'
import type { Warehouse } from '../contract/warehouse.ts'
import type { ColumnChoices } from './choose-columns.ts'

/** One selected stream with what the user chose for it. */
export interface SelectedStream {
  readonly stream: Stream
  readonly table: Table
  readonly strategy: SyncStrategy
  readonly behaviour: Behaviour
  readonly cursorField: string | undefined
  /** What lands otherwise than it was read; absent: nothing. */
  readonly columns?: ColumnChoices
  /** The secret that columns are hashed with; absent: a plain SHA-256. */
  readonly hashKey?: string | undefined
}

/** The numbers a run goes by. */
export interface RunLimits {
  /** How far before the cursor an incremental read starts. */
  readonly overlapMs: number
  /** How long incremental reads may go on without a full one. */
  readonly fullReadEveryMs: number
  /** A batch is committed when it holds this many bytes, or rows, or is this old. */
  readonly batchBytes: number
  readonly batchRows: number
  readonly batchAgeMs: number
  /** A read that takes longer asks the site again what the caller sees, before it stores how far it has come. */
  readonly viewEveryMs: number
  /** The longest that a read which broke off asks for that, in real milliseconds. */
  readonly questionMs: number
  /** Streams read at the same time. */
  readonly streamsAtOnce: number
  /** A sweep that would mark a larger share of a table is refused. */
  readonly largestDeletedShare: number
  /** What a run has not read by then it leaves to the next one; undefined: it may take as long as it needs. */
  readonly longestRunMs: number | undefined
}

export const defaultLimits: RunLimits = {
  // Search indexes and replicas lag; what the hour lists again costs a page or two and lands once.
  overlapMs: 60 * 60_000,
  fullReadEveryMs: 7 * 24 * 60 * 60_000,
  batchBytes: 16 * 1024 * 1024,
  batchRows: 20_000,
  batchAgeMs: 30_000,
  // Two requests each time; a killed read loses no more than that.
  viewEveryMs: 2 * 60_000,
  questionMs: 30_000,
  streamsAtOnce: 4,
  largestDeletedShare: 0.2,
  longestRunMs: undefined,
}

export interface RunRequest {
  readonly sync: string
  readonly runId: string
  readonly streams: readonly SelectedStream[]
  /** Tables of every stream of the catalog, for references between them. */
  readonly catalog: readonly Table[]
  readonly connection: Connection<unknown>
  readonly warehouse: Warehouse
  readonly parameters: Settings
  readonly fullRefresh: boolean
  /** The operator means it: the fuse does not stop a sweep. */
  readonly allowDeletes: boolean
  /** Ask the site how many rows to expect, one request a stream, for progress only. */
  readonly estimate: boolean
  readonly limits: RunLimits
  readonly surroundings: Surroundings
  readonly signal: AbortSignal
}
