import type { ColumnType, Table } from '../../contract/table.ts'
import { list, type Place, type Statement, statement } from './statement.ts'

/** Session-private tables of one load: what was staged, in brief, and what is to become of it. */
export const stagingTables = { keys: '_staged_keys', decided: '_decided' } as const

/** The columns of `_staged_keys`, which are also those of a batch's key file. */
export const keyColumns = {
  sequence: '_seq',
  key: '_key',
  version: '_version',
  rowHash: '_row_hash',
} as const

/** Types of the key columns for this table. */
export function keyTypes(table: Table): Readonly<Record<string, ColumnType>> {
  return {
    [keyColumns.sequence]: 'integer',
    [keyColumns.key]: 'text',
    [keyColumns.version]: table.version?.type ?? 'integer',
    [keyColumns.rowHash]: 'text',
  }
}

/** Both staging tables, invisible to every other session. */
export function createStaging(place: Place, table: Table): readonly Statement[] {
  const { dialect } = place
  const keys = Object.entries(keyTypes(table)).map(
    ([name, type]) => `${dialect.identifier(name)} ${dialect.types[type]}`,
  )
  const decided = [
    `${dialect.identifier('_seq')} ${dialect.types.integer}`,
    `${dialect.identifier('_key')} ${dialect.types.text}`,
    `${dialect.identifier('_action')} ${dialect.types.text}`,
  ]
  return [
    statement([`CREATE TEMPORARY TABLE ${staged(place, 'keys')} (${keys.join(', ')})`]),
    statement([`CREATE TEMPORARY TABLE ${staged(place, 'decided')} (${decided.join(', ')})`]),
  ]
}

/** Empties a staging table. */
export function clearStaging(place: Place, which: keyof typeof stagingTables): Statement {
  return statement([`DELETE FROM ${staged(place, which)}`])
}

/** Fills `_staged_keys` from a relation with its columns. */
export function stageKeys(place: Place, source: string): Statement {
  const names = list(place, Object.values(keyColumns))
  return statement([`INSERT INTO ${staged(place, 'keys')} (${names})`, `SELECT ${names}`, `FROM ${source}`])
}

/** A staging table's name, quoted. */
export function staged({ dialect }: Place, which: keyof typeof stagingTables): string {
  return dialect.identifier(stagingTables[which])
}

/** What holds the staged keys, as a relation. */
export function stagedRelation(place: Place): string {
  return place.staged?.relation ?? staged(place, 'keys')
}

/** The keys of everything staged, as a query of one column. */
export function stagedKeys(place: Place): string {
  return `SELECT ${place.dialect.identifier(place.staged?.key ?? keyColumns.key)} FROM ${stagedRelation(place)}`
}
