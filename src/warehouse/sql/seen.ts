import { metadataColumns, systemTables, type Table } from '../../contract/table.ts'
import { stagedKeys } from './stage.ts'
import { type LoadingPlace, list, type Place, relation, type Statement, statement } from './statement.ts'

/** One full read of one stream. */
export interface Generation {
  readonly sync: string
  readonly generation: string
}

/** Remembers the staged keys. One key may be remembered twice, which changes nothing. */
export function rememberSeen(place: LoadingPlace, table: Table, { sync, generation }: Generation): Statement {
  return statement(
    [
      `INSERT INTO ${relation(place, systemTables.seen)} (${list(place, ['sync', 'stream', 'generation', 'id'])})`,
      `SELECT DISTINCT ?, ?, ?, K.* FROM (${stagedKeys(place)}) K`,
    ],
    [sync, table.name, generation],
  )
}

/** Forgets what other reads of this stream saw: only one can be under way. */
export function forgetOthers(place: Place, table: Table, { sync, generation }: Generation): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [
      `DELETE FROM ${relation(place, systemTables.seen)}`,
      `WHERE ${q('sync')} = ? AND ${q('stream')} = ? AND ${q('generation')} <> ?`,
    ],
    [sync, table.name, generation],
  )
}

export function forgetSeen(place: Place, table: Table, { sync, generation }: Generation): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [
      `DELETE FROM ${relation(place, systemTables.seen)}`,
      `WHERE ${q('sync')} = ? AND ${q('stream')} = ? AND ${q('generation')} = ?`,
    ],
    [sync, table.name, generation],
  )
}

export function countLive(place: Place, table: Table): Statement {
  return statement([`SELECT COUNT(*) FROM ${relation(place, table.name)} T WHERE ${isLive(place)}`])
}

export function countUnseen(place: Place, table: Table, generation: Generation): Statement {
  const { from, values } = unseenRows(place, table, generation)
  return statement([`SELECT COUNT(*) ${from} AND ${isLive(place)}`], values)
}

/** How many rows, also those marked as gone, this generation has not seen. */
export function countGone(place: Place, table: Table, generation: Generation): Statement {
  const { from, values } = unseenRows(place, table, generation)
  return statement([`SELECT COUNT(*) ${from}`], values)
}

/** The next live keys, in key order, that this generation has not seen. */
export function unseenAfter(
  place: Place,
  table: Table,
  generation: Generation,
  after: string | undefined,
  limit: number,
): Statement {
  const key = primaryKey(place, table)
  const { from, values } = unseenRows(place, table, generation)
  return statement(
    [
      `SELECT DISTINCT ${key} ${from} AND ${isLive(place)}${after === undefined ? '' : ` AND ${key} > ?`}`,
      `ORDER BY ${key} LIMIT ${limit}`,
    ],
    [...values, ...(after === undefined ? [] : [after])],
  )
}

/** Marks what this generation has not seen. */
export function markUnseen(
  place: Place,
  table: Table,
  generation: Generation,
  run: { readonly runId: string; readonly at: Date },
): Statement {
  const { dialect } = place
  const { deletedAt, syncedAt, runId } = metadataColumns
  const { from, values } = unseenRows(place, table, generation)
  const unseen = `SELECT ${primaryKey(place, table)} ${from} AND ${isLive(place)}`
  const instant = dialect.instant('?')
  return statement(
    [
      `UPDATE ${relation(place, table.name)}`,
      `SET ${dialect.identifier(deletedAt)} = ${instant}, ${dialect.identifier(syncedAt)} = ${instant}, ${dialect.identifier(runId)} = ?`,
      `WHERE ${dialect.identifier(deletedAt)} IS NULL AND ${dialect.identifier(table.primaryKey.name)} IN (${unseen})`,
    ],
    [run.at.toISOString(), run.at.toISOString(), run.runId, ...values],
  )
}

/** Removes what this generation has not seen, also what an earlier read had only marked. */
export function removeUnseen(place: Place, table: Table, generation: Generation): Statement {
  const { from, values } = unseenRows(place, table, generation)
  return statement(
    [
      `DELETE FROM ${relation(place, table.name)}`,
      `WHERE ${place.dialect.identifier(table.primaryKey.name)} IN (SELECT ${primaryKey(place, table)} ${from})`,
    ],
    values,
  )
}

/**
 * Keeps what this generation has seen and nothing else, in one statement that keeps the table's grants and
 * whatever columns it has.
 */
export function keepSeen(place: Place, table: Table, generation: Generation): Statement {
  const name = relation(place, table.name)
  const found = seenRow(place, table, generation, primaryKey(place, table))
  return statement(
    [`INSERT OVERWRITE INTO ${name}`, `SELECT T.* FROM ${name} T`, `WHERE EXISTS (${found.sql})`],
    found.values,
  )
}

/** "This key was not seen": a condition for some keys, and what is bound in it. */
export function notSeen(place: Place, table: Table, seen: Generation, key: string): Statement {
  const found = seenRow(place, table, seen, key)
  return statement([`NOT EXISTS (${found.sql})`], found.values)
}

function seenRow(place: Place, table: Table, seen: Generation, key: string): Statement {
  const { identifier: q } = place.dialect
  const match = `G.${q('sync')} = ? AND G.${q('stream')} = ? AND G.${q('generation')} = ? AND G.${q('id')} = ${key}`
  return statement(
    [`SELECT 1 FROM ${relation(place, systemTables.seen)} G WHERE ${match}`],
    [seen.sync, table.name, seen.generation],
  )
}

/**
 * The rows T of the whole table that this generation has not seen; conditions can be added. Joined, since asking for each
 * row by itself takes DuckDB three times the memory.
 */
function unseenRows(place: Place, table: Table, { sync, generation }: Generation) {
  const { identifier: q } = place.dialect
  const join = `LEFT JOIN (SELECT ${seenIds(place)}) G ON G.${q('id')} = ${primaryKey(place, table)}`
  return {
    from: `FROM ${relation(place, table.name)} T ${join} WHERE G.${q('id')} IS NULL`,
    values: [sync, table.name, generation],
  }
}

/** The ids that one generation of one stream of a sync has seen, those three to be bound; after a `SELECT`. */
export function seenIds(place: Place): string {
  const { identifier: q } = place.dialect
  return `${q('id')} FROM ${relation(place, systemTables.seen)} WHERE ${q('sync')} = ? AND ${q('stream')} = ? AND ${q('generation')} = ?`
}

function primaryKey({ dialect }: Place, table: Table): string {
  return `T.${dialect.identifier(table.primaryKey.name)}`
}

function isLive({ dialect }: Place): string {
  return `T.${dialect.identifier(metadataColumns.deletedAt)} IS NULL`
}
