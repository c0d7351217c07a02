/** The types a landed column can have; each warehouse's dialect names its own for them. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'timestamp' | 'json'

export interface Column {
  /** The row's field (camelCase). */
  readonly field: string
  /** snake_case; a dialect may change its case, nothing else. */
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
  readonly comment?: string
  /** Where the record as received holds the very text of this column, which `_raw` does without. */
  readonly rawPath?: readonly string[]
}

/** A stream as a table: what the warehouse half knows of it. */
export interface Table {
  /** snake_case, equal to the stream's name. */
  readonly name: string
  readonly comment: string
  /** The row's own columns, without the metadata columns. */
  readonly columns: readonly Column[]
  /** One of `columns`, of type `text`. */
  readonly primaryKey: Column
  readonly version?: Column
  /** Columns that hold ids of rows of another table. */
  readonly references: readonly { readonly column: Column; readonly table: string }[]
}

/** Columns that every landed table has beside its own. */
export const metadataColumns = {
  syncedAt: '_synced_at',
  runId: '_run_id',
  deletedAt: '_deleted_at',
  rowHash: '_row_hash',
  meta: '_meta',
  raw: '_raw',
} as const

/** Tables that the product keeps beside the streams' own. */
export const systemTables = {
  state: '_sync_state',
  runs: '_sync_runs',
  errors: '_errors',
  seen: '_sync_seen',
  leases: '_sync_leases',
} as const
