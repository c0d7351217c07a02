import { SyncError } from '../../contract/errors.ts'
import { addColumn, commentColumn, commentTable, createTable } from './define.ts'
import type { PhysicalTable } from './physical-table.ts'
import type { Place, Statement } from './statement.ts'

/** A column as it stands. */
export interface PresentColumn {
  readonly type: string
  readonly comment: string | null
}

export interface PresentTable {
  readonly comment: string | null
  /** By name in lower case. */
  readonly columns: ReadonlyMap<string, PresentColumn>
}

/** The tables of a schema, by name in lower case; views are not tables. */
export type PresentTables = ReadonlyMap<string, PresentTable>

/**
 * What it takes to make the wanted tables of what is there; nothing is dropped, narrowed or renamed.
 * Throws SyncError `config` code `column_type_conflict`, naming the column, when that is impossible.
 */
export function changesTo(
  place: Place,
  wanted: readonly PhysicalTable[],
  present: PresentTables,
): readonly Statement[] {
  const pairs = wanted.map((table) => [table, present.get(lowered(place, table.name))] as const)
  for (const [table, found] of pairs) refuseOtherTypes(place, table, found)
  return pairs.flatMap(([table, found]) =>
    found === undefined ? creation(place, table) : widening(place, table, found),
  )
}

/** Rows of table, its comment, column, its type and its comment as tables. */
export function presentTablesOf(rows: readonly (readonly unknown[])[]): PresentTables {
  const tables = new Map<string, { comment: string | null; columns: Map<string, PresentColumn> }>()
  for (const [table, tableComment, column, type, comment] of rows) {
    const name = String(table).toLowerCase()
    const present = tables.get(name) ?? { comment: textOrNull(tableComment), columns: new Map() }
    present.columns.set(String(column).toLowerCase(), { type: String(type), comment: textOrNull(comment) })
    tables.set(name, present)
  }
  return tables
}

/** A name as `PresentTables` has it, once the warehouse has folded its case. */
export function lowered({ dialect }: Place, name: string): string {
  return dialect.identifier(name).slice(1, -1).replaceAll('""', '"').toLowerCase()
}

function creation(place: Place, table: PhysicalTable): readonly Statement[] {
  const create = createTable(place, table)
  return place.dialect.commentsInline ? [create] : [create, ...commentChanges(place, table, undefined)]
}

function widening(place: Place, table: PhysicalTable, present: PresentTable): readonly Statement[] {
  const missing = table.columns.filter(({ name }) => !present.columns.has(lowered(place, name)))
  const added = missing.map((column) => addColumn(place, table.name, column))
  return [...added, ...commentChanges(place, table, present)]
}

function commentChanges(
  place: Place,
  table: PhysicalTable,
  present: PresentTable | undefined,
): readonly Statement[] {
  const told = present?.comment === table.comment ? [] : [commentTable(place, table.name, table.comment)]
  const columns = table.columns.flatMap(({ name, comment }) => {
    if (comment === undefined || present?.columns.get(lowered(place, name))?.comment === comment) return []
    return [commentColumn(place, table.name, name, comment)]
  })
  return [...told, ...columns]
}

function refuseOtherTypes(place: Place, table: PhysicalTable, present: PresentTable | undefined): void {
  for (const column of table.columns) {
    const found = present?.columns.get(lowered(place, column.name))?.type
    const wanted = place.dialect.catalogTypes[column.type]
    if (found === undefined || found === wanted) continue
    throw new SyncError(
      'config',
      `The column ${table.name}.${column.name} is ${found} and should be ${wanted}: rename or drop it, or land in another schema.`,
      { code: 'column_type_conflict' },
    )
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
