import { metadataColumns } from '../contract/table.ts'
import type { StoredState, Warehouse } from '../contract/warehouse.ts'

/** The live rows of a stream; undefined where none was landed: only a table that has a state is there to be asked. */
export async function liveRows(
  warehouse: Warehouse,
  { sequence }: StoredState,
  table: string,
): Promise<number | undefined> {
  if (sequence === 0) return undefined
  const { rows } = await warehouse.query(
    `select count(*) from ${table} where ${metadataColumns.deletedAt} is null`,
  )
  return Number(rows[0]?.[0] ?? 0)
}
