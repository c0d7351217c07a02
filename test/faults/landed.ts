import { tableOf } from '../../src/catalog/table-of.ts'
import type { Stream } from '../../src/contract/stream.ts'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import type { Facts } from './site.ts'

export interface LandedRow extends Facts {
  readonly id: string
  readonly isDeleted: boolean
}

/** The columns that the truth tells beside the version, in its order. */
const detailsOf: Readonly<Record<string, readonly string[]>> = {
  labels: ['page_count', 'blog_post_count', 'attachment_count'],
}

/** What a trial's warehouse holds. */
export interface Landed {
  readonly rows: ReadonlyMap<string, readonly LandedRow[]>
  /** The accounts that live rows of other streams name. */
  readonly named: ReadonlySet<string>
  /** Those that rows name which are marked as deleted: joins from these hold too. */
  readonly remembered: ReadonlySet<string>
}

export const nothingLanded: Landed = { rows: new Map(), named: new Set(), remembered: new Set() }

export async function readLanded(warehouse: Warehouse, streams: readonly Stream[]): Promise<Landed> {
  const known = await warehouse.query('select table_name from information_schema.tables')
  const tables = new Set(known.rows.map(([name]) => name))
  const present = streams.filter(({ name }) => tables.has(name))
  const rows = new Map<string, readonly LandedRow[]>()
  const named = new Set<string>()
  const remembered = new Set<string>()
  for (const stream of present) {
    rows.set(stream.name, await rowsOf(warehouse, stream))
    for (const id of await usersIn(warehouse, stream, 'is null')) named.add(id)
    for (const id of await usersIn(warehouse, stream, 'is not null')) remembered.add(id)
  }
  return { rows, named, remembered }
}

async function rowsOf(warehouse: Warehouse, stream: Stream): Promise<readonly LandedRow[]> {
  const { name, version } = tableOf(stream)
  const columns = ['id', version?.name ?? 'null', '_deleted_at is not null', ...(detailsOf[name] ?? [])]
  const { rows } = await warehouse.query(`select ${columns.join(', ')} from ${name}`)
  return rows.map(([id, number, isDeleted, ...details]) => ({
    id: String(id),
    version: typeof number === 'number' ? number : null,
    detail: details.join(),
    isDeleted: isDeleted === true,
  }))
}

async function usersIn(
  warehouse: Warehouse,
  stream: Stream,
  deleted: 'is null' | 'is not null',
): Promise<readonly string[]> {
  const { name, references } = tableOf(stream)
  const columns = references.filter(({ table }) => table === 'users').map(({ column }) => column.name)
  const ids: string[] = []
  for (const column of columns) {
    const sql = `select distinct ${column} from ${name} where _deleted_at ${deleted} and ${column} <> ''`
    for (const [id] of (await warehouse.query(sql)).rows) ids.push(String(id))
  }
  return ids
}
