import { type ColumnType, metadataColumns, type Table } from '../../contract/table.ts'
import { type LoadingPlace, type Place, type Statement, statement } from './statement.ts'

/** Tables of one session, for one batch: what is staged, and what is to become of it. */
export const stagingTables = { rows: '_staged', decided: '_decided' } as const

/** Tells apart what was staged of one key: the later one has the higher. */
export const sequenceColumn = '_seq'

export const decidedColumns = { sequence: sequenceColumn, key: '_key', action: '_action' } as const

/** Whole rows as they are staged, in the order of their cells, and types. */
export function stagedColumns(table: Table): readonly (readonly [name: string, type: ColumnType])[] {
  return [
    [sequenceColumn, 'integer'],
    ...table.columns.map(({ name, type }) => [name, type] as const),
    [metadataColumns.rowHash, 'text'],
    [metadataColumns.meta, 'json'],
    [metadataColumns.raw, 'json'],
  ]
}

/** Both tables, invisible to every other session. An instant is staged as text. */
export function createStaging(place: Place, table: Table): readonly Statement[] {
  const { identifier: q, types } = place.dialect
  const columns = stagedColumns(table).map(
    ([name, type]) => `${q(name)} ${types[type === 'timestamp' ? 'text' : type]}`,
  )
  const { sequence, key, action } = decidedColumns
  const decided = [`${q(sequence)} ${types.integer}`, `${q(key)} ${types.text}`, `${q(action)} ${types.text}`]
  return [
    statement([`CREATE TEMPORARY TABLE ${staged(place, 'rows')} (${columns.join(', ')})`]),
    statement([`CREATE TEMPORARY TABLE ${staged(place, 'decided')} (${decided.join(', ')})`]),
  ]
}

export function countStaged({ staged: { relation } }: LoadingPlace): Statement {
  return statement([`SELECT COUNT(*) FROM ${relation}`])
}

/** A staging table's name, quoted. */
export function staged({ dialect }: Place, which: keyof typeof stagingTables): string {
  return dialect.identifier(stagingTables[which])
}

/** The keys of everything staged, as a query of one column. */
export function stagedKeys({ dialect, staged: { relation, key } }: LoadingPlace): string {
  return `SELECT ${dialect.identifier(key)} FROM ${relation}`
}
