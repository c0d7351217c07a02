import type { ColumnType, Table } from '../../contract/table.ts'
import { metadataColumns, systemTables } from '../../contract/table.ts'

export interface PhysicalColumn {
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
  readonly comment?: string
}

/** A table as it stands in the warehouse. */
export interface PhysicalTable {
  readonly name: string
  readonly comment: string
  readonly columns: readonly PhysicalColumn[]
}

/**
 * A stream's table with its metadata columns. Only the key is declared non-null: a value too large for
 * the warehouse lands as null, and a column added later has no value in older rows.
 */
export function landedTable(table: Table): PhysicalTable {
  const columns = table.columns.map((column) => ({
    name: column.name,
    type: column.type,
    nullable: column.name !== table.primaryKey.name,
    ...(column.comment === undefined ? {} : { comment: column.comment }),
  }))
  return { name: table.name, comment: table.comment, columns: [...columns, ...metadata] }
}

const metadata: readonly PhysicalColumn[] = [
  { ...optional(metadataColumns.syncedAt, 'timestamp'), comment: 'When this row was last written (UTC).' },
  { ...optional(metadataColumns.runId, 'text'), comment: 'The run that last wrote this row.' },
  {
    ...optional(metadataColumns.deletedAt, 'timestamp'),
    comment:
      'When the source said that this row is gone, or a complete read no longer carried it; else null.',
  },
  { ...optional(metadataColumns.rowHash, 'text'), comment: 'Fingerprint of the columns, to tell changes.' },
  { ...optional(metadataColumns.meta, 'json'), comment: 'What was nulled or cleaned, and why.' },
  {
    ...optional(metadataColumns.raw, 'json'),
    comment: 'The source record as received, without the body where a column holds it.',
  },
]

const belongs = [required('sync', 'text'), required('stream', 'text')]

/** The tables that the product keeps beside the streams' own. */
export const keptTables: readonly PhysicalTable[] = [
  {
    name: systemTables.state,
    comment: 'Where each stream stands; changed only together with its rows.',
    columns: [
      ...belongs,
      required('sequence', 'integer'),
      optional('state', 'json'),
      optional('run_id', 'text'),
      optional('updated_at', 'timestamp'),
    ],
  },
  {
    name: systemTables.runs,
    comment: 'One row per run and stream: what was listed, landed and left out.',
    columns: [
      required('run_id', 'text'),
      ...belongs,
      ...['strategy', 'behaviour', 'verdict', 'reason', 'code', 'kind'].map((name) => optional(name, 'text')),
      ...[
        'listed',
        'landed',
        'new',
        'changed',
        'unchanged',
        'deduplicated',
        'deleted',
        'isolated',
        'skipped',
      ].map((name) => optional(name, 'integer')),
      ...['requests', 'retries', 'throttled_ms', 'bytes'].map((name) => optional(name, 'integer')),
      optional('started_at', 'timestamp'),
      optional('finished_at', 'timestamp'),
    ],
  },
  {
    name: systemTables.errors,
    comment: 'Records that could not land; resolved_at is set once they did.',
    columns: [
      ...belongs,
      ...['id', 'code', 'message', 'url'].map((name) => optional(name, 'text')),
      optional('status', 'integer'),
      optional('request_id', 'text'),
      optional('attempts', 'integer'),
      ...['first_run_id', 'last_run_id'].map((name) => optional(name, 'text')),
      ...['first_seen_at', 'last_seen_at', 'resolved_at'].map((name) => optional(name, 'timestamp')),
    ],
  },
  {
    name: systemTables.seen,
    comment: 'Ids that a full read under way has seen, so that its sweep knows what is gone.',
    columns: [...belongs, required('generation', 'text'), required('id', 'text')],
  },
  {
    name: systemTables.leases,
    comment: 'The run under way of each sync, so that no second one writes meanwhile.',
    columns: [
      ...['sync', 'run_id', 'holder'].map((name) => required(name, 'text')),
      ...['acquired_at', 'renewed_at'].map((name) => required(name, 'timestamp')),
    ],
  },
]

function optional(name: string, type: ColumnType): PhysicalColumn {
  return { name, type, nullable: true }
}

function required(name: string, type: ColumnType): PhysicalColumn {
  return { name, type, nullable: false }
}
