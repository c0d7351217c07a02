import { SyncError } from '../../contract/errors.ts'
import { systemTables } from '../../contract/table.ts'
import type { Json, StoredState } from '../../contract/warehouse.ts'
import { openErrorIds } from '../sql/errors.ts'
import { readState } from '../sql/state.ts'
import { hasTable } from './catalog.ts'
import { type Site, select } from './connections.ts'

const neverRead: StoredState = { sequence: 0, state: undefined }

export async function readStoredState(
  site: Site | undefined,
  sync: string,
  stream: string,
): Promise<StoredState> {
  if (site === undefined || !(await hasTable(site, systemTables.state))) return neverRead
  const [row] = await select(site, readState(site.place, sync, stream))
  if (row === undefined) return neverRead
  return { sequence: Number(row[0]), state: parsed(row[1], stream) }
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

function parsed(text: unknown, stream: string): Json | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `The stored state of ${stream} cannot be read: reset the stream, then run again.`
    throw new SyncError('config', message, { code: 'state_unreadable', cause })
  }
}
