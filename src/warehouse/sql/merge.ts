import type { Behaviour } from '../../contract/report.ts'
import { metadataColumns, type Table } from '../../contract/table.ts'
import { newestLanded } from './land.ts'
import { keyColumns, stagedRelation } from './stage.ts'
import { list, type Place, relation, type Statement, statement } from './statement.ts'

/** When and by which run rows are written. */
export interface Stamp {
  readonly runId: string
  readonly at: Date
}

/**
 * Lands the newest staged version of each key in one statement. What has the same content, or is older than what
 * landed, is not touched; a row marked as gone that is there again is.
 */
export function mergeStaged(place: Place, table: Table, stamp: Stamp): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  const key = q(table.primaryKey.name)
  const { syncedAt, runId, deletedAt } = metadataColumns
  const carried = carriedColumns(table)
  const changing = carried.filter((name) => name !== table.primaryKey.name)
  const stamps = [`${q(syncedAt)} = ${dialect.instant('?')}`, `${q(runId)} = ?`, `${q(deletedAt)} = NULL`]
  const values = [stamp.at.toISOString(), stamp.runId]
  return statement(
    [
      `MERGE INTO ${relation(place, table.name)} T`,
      `USING (${newestRows(place, table, 'merge')}) S`,
      `ON T.${key} = S.${key}`,
      `WHEN MATCHED AND (${differs(place, table)}) THEN UPDATE SET ${[...changing.map((name) => `${q(name)} = S.${q(name)}`), ...stamps].join(', ')}`,
      `WHEN NOT MATCHED THEN INSERT (${list(place, [...carried, syncedAt, runId, deletedAt])})`,
      `VALUES (${list(place, carried, 'S.')}, ${dialect.instant('?')}, ?, NULL)`,
    ],
    [...values, ...values],
  )
}

/** Adds the newest of each staged version that is neither known nor older than what landed. */
export function appendStaged(place: Place, table: Table, { at, runId: run }: Stamp): Statement {
  const { dialect } = place
  const key = dialect.identifier(table.primaryKey.name)
  const { syncedAt, runId, deletedAt } = metadataColumns
  const carried = carriedColumns(table)
  return statement(
    [
      `INSERT INTO ${relation(place, table.name)} (${list(place, [...carried, syncedAt, runId, deletedAt])})`,
      `SELECT ${list(place, carried, 'S.')}, ${dialect.instant('?')}, ?, NULL`,
      `FROM (${newestRows(place, table, 'append')}) S`,
      `LEFT JOIN ${newestLanded(place, table)} T`,
      `  ON T.${key} = S.${key}`,
      `WHERE T.${key} IS NULL OR ${differs(place, table)}`,
    ],
    [at.toISOString(), run],
  )
}

/** How many staged rows count: the newest of each key, or with `append` of each version. */
export function countNewest(place: Place, table: Table, behaviour: Behaviour): Statement {
  return statement([
    `SELECT COUNT(*) FROM (${newestRows(place, table, behaviour, [table.primaryKey.name])}) S`,
  ])
}

/** How many of those have a key that never landed. */
export function countUnknown(place: Place, table: Table, behaviour: Behaviour): Statement {
  const key = place.dialect.identifier(table.primaryKey.name)
  return statement([
    `SELECT COUNT(*) FROM (${newestRows(place, table, behaviour, [table.primaryKey.name])}) S`,
    `WHERE NOT EXISTS (SELECT 1 FROM ${relation(place, table.name)} T WHERE T.${key} = S.${key})`,
  ])
}

function carriedColumns(table: Table): readonly string[] {
  const { rowHash, meta, raw } = metadataColumns
  return [...table.columns.map(({ name }) => name), rowHash, meta, raw]
}

/** Whether a staged row S says more than the landed row T. */
function differs(place: Place, table: Table): string {
  const { identifier: q } = place.dialect
  const { deletedAt, rowHash } = metadataColumns
  const version = table.version === undefined ? undefined : q(table.version.name)
  const newer = version === undefined ? '' : `COALESCE(S.${version} >= T.${version}, TRUE) AND `
  return `T.${q(deletedAt)} IS NOT NULL OR (${newer}S.${q(rowHash)} IS DISTINCT FROM T.${q(rowHash)})`
}

/** A key counts once; `append` counts each of its versions. */
function newestRows(
  place: Place,
  table: Table,
  behaviour: Behaviour,
  names: readonly string[] = carriedColumns(table),
): string {
  const { identifier: q } = place.dialect
  const version = table.version === undefined ? [] : [table.version.name]
  const same = [table.primaryKey.name, ...(behaviour === 'append' ? version : [])]
  const order = [...version.map((name) => `${q(name)} DESC NULLS LAST`), `${q(keyColumns.sequence)} DESC`]
  const rank = `ROW_NUMBER() OVER (PARTITION BY ${list(place, same)} ORDER BY ${order.join(', ')})`
  return `SELECT ${list(place, names)} FROM ${stagedRelation(place)} QUALIFY ${rank} = 1`
}
