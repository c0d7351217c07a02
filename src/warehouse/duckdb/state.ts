import { systemTables } from '../../contract/table.ts'
import type { StoredState } from '../../contract/warehouse.ts'
import { openErrorIds } from '../sql/errors.ts'
import { readState } from '../sql/state.ts'
import { stateOf } from '../stored.ts'
import { hasTable } from './catalog.ts'
import { type Site, select } from './connections.ts'

export async function readStoredState(
  site: Site | undefined,
  sync: string,
  stream: string,
): Promise<StoredState> {
  if (site === undefined || !(await hasTable(site, systemTables.state))) return stateOf(undefined, stream)
  const [row] = await select(site, readState(site.place, sync, stream))
  return stateOf(row, stream)
}

export async function readOpenErrors(
  site: Site | undefined,
  sync: string,
  stream: string,
): Promise<readonly string[]> {
  if (site === undefined || !(await hasTable(site, systemTables.errors))) return []
  const rows = await select(site, openErrorIds(site.place, sync, stream))
  return rows.map(([id]) => String(id))
}
