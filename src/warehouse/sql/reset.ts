import { systemTables } from '../../contract/table.ts'
import { type Place, relation, type Statement, statement } from './statement.ts'

/** The kept tables that a reset stream leaves. */
export const forgettable: readonly string[] = [systemTables.state, systemTables.seen, systemTables.errors]

/** Removes every row of a table. */
export function deleteRows(place: Place, table: string): Statement {
  return statement([`DELETE FROM ${relation(place, table)}`])
}

/** Removes what a kept table knows of one stream of one sync. */
export function forgetStream(place: Place, table: string, sync: string, stream: string): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [`DELETE FROM ${relation(place, table)} WHERE ${q('sync')} = ? AND ${q('stream')} = ?`],
    [sync, stream],
  )
}
