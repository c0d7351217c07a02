import { metadataColumns, type Table } from '../../contract/table.ts'
import { stagedKeys } from './stage.ts'
import { type LoadingPlace, relation, type Statement, statement } from './statement.ts'

/** Ids that are gone, at most as many as one statement takes, and whether the staged ones among them stay. */
export interface Gone {
  readonly ids: readonly string[]
  readonly sparesStaged: boolean
}

/** Marks the live rows with these ids. */
export function markDeleted(
  place: LoadingPlace,
  table: Table,
  gone: Gone,
  run: { readonly runId: string; readonly at: Date },
): Statement {
  const { dialect } = place
  const { identifier: q, instant } = dialect
  const { deletedAt, syncedAt, runId } = metadataColumns
  const live = liveWithIds(place, table, gone)
  return statement(
    [
      `UPDATE ${relation(place, table.name)}`,
      `SET ${q(deletedAt)} = ${instant('?')}, ${q(syncedAt)} = ${instant('?')}, ${q(runId)} = ?`,
      `WHERE ${live.sql}`,
    ],
    [run.at.toISOString(), run.at.toISOString(), run.runId, ...live.values],
  )
}

/** Removes the live rows with these ids. */
export function removeDeleted(place: LoadingPlace, table: Table, gone: Gone): Statement {
  const live = liveWithIds(place, table, gone)
  return statement([`DELETE FROM ${relation(place, table.name)}`, `WHERE ${live.sql}`], live.values)
}

function liveWithIds(place: LoadingPlace, table: Table, { ids, sparesStaged }: Gone): Statement {
  const { identifier: q } = place.dialect
  const key = q(table.primaryKey.name)
  return statement(
    [
      `${q(metadataColumns.deletedAt)} IS NULL AND ${key} IN (${ids.map(() => '?').join(', ')})`,
      sparesStaged ? `AND ${key} NOT IN (${stagedKeys(place)})` : '',
    ],
    ids,
  )
}
