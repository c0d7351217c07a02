import { statement } from '../sql/statement.ts'
import { type Site, select } from './connections.ts'

/** A column as it stands. */
export interface PresentColumn {
  readonly type: string
  readonly comment: string | null
}

export interface PresentTable {
  readonly comment: string | null
  /** By name in lower case: DuckDB does not tell cases apart. */
  readonly columns: ReadonlyMap<string, PresentColumn>
}

/** The tables of the schema, by name in lower case; views are not tables. */
export async function presentTables(site: Site): Promise<ReadonlyMap<string, PresentTable>> {
  const [catalog = '', schema = ''] = site.place.namespace
  const rows = await select(site, statement([presentColumns], [catalog, schema]))
  const tables = new Map<string, { comment: string | null; columns: Map<string, PresentColumn> }>()
  for (const [table, tableComment, column, type, comment] of rows) {
    const name = String(table).toLowerCase()
    const present = tables.get(name) ?? { comment: textOrNull(tableComment), columns: new Map() }
    present.columns.set(String(column).toLowerCase(), { type: String(type), comment: textOrNull(comment) })
    tables.set(name, present)
  }
  return tables
}

export async function hasTable(site: Site, name: string): Promise<boolean> {
  return (await presentTables(site)).has(name.toLowerCase())
}

// https://duckdb.org/docs/stable/sql/meta/duckdb_table_functions
const presentColumns = `SELECT T.table_name, T.comment, C.column_name, C.data_type, C.comment
FROM duckdb_tables() T JOIN duckdb_columns() C USING (database_name, schema_name, table_name)
WHERE T.database_name = ? AND T.schema_name = ?`

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
