import { SyncError } from '../../contract/errors.ts'
import type { Table } from '../../contract/table.ts'
import { addColumn, commentColumn, commentTable, createSchema, createTable } from '../sql/define.ts'
import { keptTables, landedTable, type PhysicalColumn, type PhysicalTable } from '../sql/physical-table.ts'
import { otherOwners } from '../sql/state.ts'
import type { Statement } from '../sql/statement.ts'
import { type PresentTable, presentTables } from './catalog.ts'
import { inTurn, type Site, select } from './connections.ts'

/** Creates or widens the tables; nothing is changed when one of them cannot be. */
export async function migrateTables(site: Site, sync: string, tables: readonly Table[]): Promise<void> {
  const wanted = [...keptTables, ...tables.map(landedTable)]
  const present = await presentTables(site)
  for (const table of wanted) refuseOtherTypes(site, table, present.get(table.name.toLowerCase()))
  const changes = wanted.flatMap((table) => changesTo(site, table, present.get(table.name.toLowerCase())))
  if (changes.length > 0) await apply(site, [createSchema(site.place), ...changes])
  await refuseOtherOwner(site, sync, tables)
}

/** Throws SyncError `config` code `table_taken` when another sync has landed rows of these streams here. */
export async function refuseOtherOwner(site: Site, sync: string, tables: readonly Table[]): Promise<void> {
  if (tables.length === 0) return
  const names = tables.map((table) => table.name)
  const [taken] = await select(site, otherOwners(site.place, sync, names))
  if (taken === undefined) return
  throw new SyncError(
    'config',
    `The sync ${taken[1]} already lands ${taken[0]} in this schema: give ${sync} another schema or another file.`,
    { code: 'table_taken' },
  )
}

async function apply(site: Site, changes: readonly Statement[]): Promise<void> {
  await inTurn(site, async (session) => {
    for (const change of changes) await session.run(change)
  })
}

function changesTo(
  { place }: Site,
  table: PhysicalTable,
  present: PresentTable | undefined,
): readonly Statement[] {
  const missing = table.columns.filter(({ name }) => !present?.columns.has(name))
  const shape =
    present === undefined
      ? [createTable(place, table)]
      : missing.map((column) => addColumn(place, table.name, column))
  const told = present?.comment === table.comment ? [] : [commentTable(place, table.name, table.comment)]
  const columns = table.columns.flatMap((column) => commentChange(column, present))
  return [...shape, ...told, ...columns.map(([name, text]) => commentColumn(place, table.name, name, text))]
}

function commentChange(
  { name, comment }: PhysicalColumn,
  present: PresentTable | undefined,
): readonly (readonly [string, string])[] {
  if (comment === undefined || present?.columns.get(name)?.comment === comment) return []
  return [[name, comment]]
}

function refuseOtherTypes({ place }: Site, table: PhysicalTable, present: PresentTable | undefined): void {
  for (const column of table.columns) {
    const found = present?.columns.get(column.name)?.type
    const wanted = place.dialect.types[column.type]
    if (found === undefined || found === wanted) continue
    throw new SyncError(
      'config',
      `The column ${table.name}.${column.name} is ${found} and should be ${wanted}: rename or drop it, or land in another schema.`,
      { code: 'column_type_conflict' },
    )
  }
}
