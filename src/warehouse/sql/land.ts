import type { Behaviour } from '../../contract/report.ts'
import { type Column, metadataColumns, type Table } from '../../contract/table.ts'
import { type Generation, notSeen } from './seen.ts'
import { decidedColumns, sequenceColumn, staged, stagedKeys } from './stage.ts'
import { type LoadingPlace, list, type Place, relation, type Statement, statement } from './statement.ts'

/**
 * Decides what becomes of every staged key, the newest version of each counting: `new`, `changed`, or
 * `unchanged` (same content, or older than what landed). A row marked as gone that is there again has changed.
 * `append` keeps every version, so that there the newest of each version counts. A full read (`seen`) is the truth
 * about every row it has not met yet: there a lower version lands too, as after a site was restored from a backup.
 */
export function decide(
  place: LoadingPlace,
  table: Table,
  behaviour: Behaviour,
  seen?: Generation,
): Statement {
  const { identifier: q } = place.dialect
  const guard = seen === undefined ? undefined : notSeen(place, table, seen, `S.${q('_key')}`)
  const version = table.version === undefined ? 'NULL' : `T.${q(table.version.name)}`
  return statement(
    [
      `INSERT INTO ${staged(place, 'decided')} (${list(place, Object.values(decidedColumns))})`,
      `SELECT S.${q('_seq')}, S.${q('_key')}, CASE`,
      `  WHEN T.${q(table.primaryKey.name)} IS NULL THEN 'new'`,
      `  WHEN T.${q(metadataColumns.deletedAt)} IS NOT NULL THEN 'changed'`,
      `  WHEN S.${q('_version')} < ${version}${guard === undefined ? '' : ` AND NOT (${guard.sql})`} THEN 'unchanged'`,
      `  WHEN S.${q('_row_hash')} = T.${q(metadataColumns.rowHash)} THEN 'unchanged'`,
      `  ELSE 'changed' END`,
      `FROM (${newestStaged(place, table, behaviour)}) S`,
      `LEFT JOIN ${behaviour === 'append' ? newestLanded(place, table) : relation(place, table.name)} T`,
      `  ON T.${q(table.primaryKey.name)} = S.${q('_key')}`,
    ],
    guard?.values,
  )
}

/** How many keys met each fate. */
export function countDecided(place: Place): Statement {
  const action = place.dialect.identifier('_action')
  return statement([`SELECT ${action}, COUNT(*) FROM ${staged(place, 'decided')} GROUP BY ${action}`])
}

/** How many landed rows there are too many, each of the staged keys having one at most. */
export function countTooMany(place: Place): Statement {
  const sequence = place.dialect.identifier(decidedColumns.sequence)
  return statement([`SELECT COUNT(*) - COUNT(DISTINCT ${sequence}) FROM ${staged(place, 'decided')}`])
}

/**
 * Takes out the rows that changed, before their new version is inserted. Faster than updating in place:
 * an updated row makes DuckDB write the wide columns of its whole row group again.
 */
export function removeChanged(place: Place, table: Table): Statement {
  const { identifier: q } = place.dialect
  return statement([
    `DELETE FROM ${relation(place, table.name)}`,
    `WHERE ${q(table.primaryKey.name)} IN (SELECT ${q('_key')} FROM ${staged(place, 'decided')} WHERE ${q('_action')} = 'changed')`,
  ])
}

export interface Landing {
  /** Whether every staged row is new or changed: then none need be picked, which is twice as fast. */
  readonly all: boolean
  readonly runId: string
  readonly at: Date
}

/** Inserts what is new or changed. */
export function insertLanding(place: LoadingPlace, table: Table, landing: Landing): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  const { syncedAt, runId, deletedAt, rowHash, meta, raw } = metadataColumns
  const own = table.columns.map((column) => stagedValue(place, column, 'R.'))
  const names = [...table.columns.map(({ name }) => name), rowHash, meta, raw, syncedAt, runId, deletedAt]
  const { sequence, action } = decidedColumns
  const picked = `WHERE R.${q(sequence)} IN (SELECT ${q(sequence)} FROM ${staged(place, 'decided')} WHERE ${q(action)} <> 'unchanged')`
  return statement(
    [
      `INSERT INTO ${relation(place, table.name)} (${list(place, names)})`,
      `SELECT ${own.join(', ')}, ${list(place, [rowHash, meta, raw], 'R.')}, ${dialect.instant('?')}, ?, NULL`,
      `FROM ${place.staged.relation} R`,
      landing.all ? '' : picked,
    ],
    [landing.at.toISOString(), landing.runId],
  )
}

function newestStaged(place: LoadingPlace, table: Table, behaviour: Behaviour): string {
  const { identifier: q } = place.dialect
  const key = q(table.primaryKey.name)
  const version = table.version === undefined ? 'NULL' : stagedValue(place, table.version)
  const same = behaviour === 'append' ? `${key}, ${version}` : key
  const order = `${version} DESC NULLS LAST, ${q(sequenceColumn)} DESC`
  return [
    `SELECT ${q(sequenceColumn)}, ${key} AS ${q('_key')}, ${version} AS ${q('_version')}, ${q(metadataColumns.rowHash)}`,
    `FROM ${place.staged.relation}`,
    `QUALIFY ROW_NUMBER() OVER (PARTITION BY ${same} ORDER BY ${order}) = 1`,
  ].join(' ')
}

/** A staged cell as its column takes it: an instant is staged as text. */
function stagedValue({ dialect }: Place, { name, type }: Pick<Column, 'name' | 'type'>, prefix = ''): string {
  const cell = prefix + dialect.identifier(name)
  return type === 'timestamp' ? dialect.instant(cell) : cell
}

/** Of each staged key the newest landed version, as a relation. */
export function newestLanded(place: LoadingPlace, table: Table): string {
  const { identifier: q } = place.dialect
  const key = q(table.primaryKey.name)
  const version = table.version === undefined ? [] : [table.version.name]
  const { syncedAt, deletedAt, rowHash } = metadataColumns
  const order = [...version, syncedAt].map((name) => `${q(name)} DESC NULLS LAST`).join(', ')
  return `(
    SELECT ${list(place, [table.primaryKey.name, ...version, deletedAt, rowHash])} FROM ${relation(place, table.name)}
    WHERE ${key} IN (${stagedKeys(place)})
    QUALIFY ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY ${order}) = 1)`
}
