import type { Behaviour } from '../../contract/report.ts'
import { metadataColumns, type Table } from '../../contract/table.ts'
import { newestLanded } from './land.ts'
import { type Generation, seenIds } from './seen.ts'
import { sequenceColumn } from './stage.ts'
import { type LoadingPlace, list, type Place, relation, type Statement, statement } from './statement.ts'

/** When and by which run rows are written. */
export interface Stamp {
  readonly runId: string
  readonly at: Date
}

/**
 * Lands the newest staged version of each key in one statement. What has the same content, or is older than what
 * landed, is not touched; a row marked as gone that is there again is. A full read (`seen`) is the truth about every
 * row it has not met yet: there a lower version lands too.
 */
export function mergeStaged(place: LoadingPlace, table: Table, stamp: Stamp, seen?: Generation): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  const key = q(table.primaryKey.name)
  const { syncedAt, runId, deletedAt } = metadataColumns
  const carried = carriedColumns(table)
  const changing = carried.filter((name) => name !== table.primaryKey.name)
  const stamps = [`${q(syncedAt)} = ${dialect.instant('?')}`, `${q(runId)} = ?`, `${q(deletedAt)} = NULL`]
  const values = [stamp.at.toISOString(), stamp.runId]
  const newest = newestRows(place, table, 'merge', seen)
  return statement(
    [
      `MERGE INTO ${relation(place, table.name)} T`,
      `USING (${newest.sql}) S`,
      `ON T.${key} = S.${key}`,
      `WHEN MATCHED AND (${differs(place, table, seen)}) THEN UPDATE SET ${[...changing.map((name) => `${q(name)} = S.${q(name)}`), ...stamps].join(', ')}`,
      `WHEN NOT MATCHED THEN INSERT (${list(place, [...carried, syncedAt, runId, deletedAt])})`,
      `VALUES (${list(place, carried, 'S.')}, ${dialect.instant('?')}, ?, NULL)`,
    ],
    [...newest.values, ...values, ...values],
  )
}

/** Adds the newest of each staged version that is neither known nor older than what landed. */
export function appendStaged(place: LoadingPlace, table: Table, stamp: Stamp, seen?: Generation): Statement {
  const { dialect } = place
  const key = dialect.identifier(table.primaryKey.name)
  const { syncedAt, runId, deletedAt } = metadataColumns
  const carried = carriedColumns(table)
  const newest = newestRows(place, table, 'append', seen)
  return statement(
    [
      `INSERT INTO ${relation(place, table.name)} (${list(place, [...carried, syncedAt, runId, deletedAt])})`,
      `SELECT ${list(place, carried, 'S.')}, ${dialect.instant('?')}, ?, NULL`,
      `FROM (${newest.sql}) S`,
      `LEFT JOIN ${newestLanded(place, table)} T`,
      `  ON T.${key} = S.${key}`,
      `WHERE T.${key} IS NULL OR ${differs(place, table, seen)}`,
    ],
    [stamp.at.toISOString(), stamp.runId, ...newest.values],
  )
}

/** How many staged rows count: the newest of each key, or with `append` of each version. */
export function countNewest(place: LoadingPlace, table: Table, behaviour: Behaviour): Statement {
  return statement([`SELECT COUNT(*) FROM (${newestKeys(place, table, behaviour)}) S`])
}

/** How many of those have a key that never landed. */
export function countUnknown(place: LoadingPlace, table: Table, behaviour: Behaviour): Statement {
  const key = place.dialect.identifier(table.primaryKey.name)
  return statement([
    `SELECT COUNT(*) FROM (${newestKeys(place, table, behaviour)}) S`,
    `WHERE NOT EXISTS (SELECT 1 FROM ${relation(place, table.name)} T WHERE T.${key} = S.${key})`,
  ])
}

/** Whether the full read under way has met the row before. */
const metColumn = '_met'

function carriedColumns(table: Table): readonly string[] {
  const { rowHash, meta, raw } = metadataColumns
  return [...table.columns.map(({ name }) => name), rowHash, meta, raw]
}

/** Whether a staged row S says more than the landed row T. */
function differs(place: Place, table: Table, seen: Generation | undefined): string {
  const { identifier: q } = place.dialect
  const { deletedAt, rowHash } = metadataColumns
  const version = table.version === undefined ? undefined : q(table.version.name)
  const current = `COALESCE(S.${version} >= T.${version}, TRUE)`
  const counts = seen === undefined ? current : `(${current} OR NOT S.${q(metColumn)})`
  const newer = version === undefined ? '' : `${counts} AND `
  return `T.${q(deletedAt)} IS NOT NULL OR (${newer}S.${q(rowHash)} IS DISTINCT FROM T.${q(rowHash)})`
}

/** The rows that count. No subquery may stand in a MERGE's conditions: what it asks for is a column. */
function newestRows(place: LoadingPlace, table: Table, behaviour: Behaviour, seen?: Generation): Statement {
  const { identifier: q } = place.dialect
  const key = q(table.primaryKey.name)
  const columns = list(place, carriedColumns(table), 'R.')
  const from = `FROM ${place.staged.relation} R`
  const rank = `QUALIFY ${rankOf(place, table, behaviour)} = 1`
  if (seen === undefined) return statement([`SELECT ${columns} ${from} ${rank}`])
  return statement(
    [
      `SELECT ${columns}, G.${q('id')} IS NOT NULL AS ${q(metColumn)} ${from}`,
      `LEFT JOIN (SELECT DISTINCT ${seenIds(place)}) G ON G.${q('id')} = R.${key} ${rank}`,
    ],
    [seen.sync, table.name, seen.generation],
  )
}

function newestKeys(place: LoadingPlace, table: Table, behaviour: Behaviour): string {
  const key = place.dialect.identifier(table.primaryKey.name)
  return `SELECT R.${key} FROM ${place.staged.relation} R QUALIFY ${rankOf(place, table, behaviour)} = 1`
}

/** A key counts once; `append` counts each of its versions. */
function rankOf(place: Place, table: Table, behaviour: Behaviour): string {
  const { identifier: q } = place.dialect
  const version = table.version === undefined ? [] : [table.version.name]
  const same = [table.primaryKey.name, ...(behaviour === 'append' ? version : [])]
  const order = [...version.map((name) => `R.${q(name)} DESC NULLS LAST`), `R.${q(sequenceColumn)} DESC`]
  return `ROW_NUMBER() OVER (PARTITION BY ${list(place, same, 'R.')} ORDER BY ${order.join(', ')})`
}
