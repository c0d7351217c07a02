import type { FormField } from '../../catalog/form-of.ts'
import type { Behaviour } from '../../contract/report.ts'
import type { SyncStrategy } from '../../contract/stream.ts'
import type { ColumnType } from '../../contract/table.ts'
import type { Notice } from './notifications.ts'
import type { RunView } from './runs.ts'
import type { SyncView } from './syncs.ts'

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
