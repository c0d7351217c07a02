import { SyncError } from '../../contract/errors.ts'
import type { Table } from '../../contract/table.ts'
import { otherOwners } from './state.ts'
import type { Place, Select } from './statement.ts'

/** Throws SyncError `config` code `table_taken` when another sync has landed rows of these streams here. */
export async function refuseOtherOwner(
  place: Place,
  select: Select,
  sync: string,
  tables: readonly Table[],
): Promise<void> {
  if (tables.length === 0) return
  const names = tables.map((table) => table.name)
  const [taken] = await select(otherOwners(place, sync, names))
  if (taken === undefined) return
  throw new SyncError(
    'config',
    `The sync ${taken[1]} already lands ${taken[0]} in this schema: give ${sync} another schema or another ${place.dialect.container}.`,
    { code: 'table_taken' },
  )
}
