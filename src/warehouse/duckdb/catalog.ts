import { type PresentTables, presentTablesOf } from '../sql/evolve.ts'
import { statement } from '../sql/statement.ts'
import { type Site, select } from './connections.ts'

export async function presentTables(site: Site): Promise<PresentTables> {
  const [catalog = '', schema = ''] = site.place.namespace
  return presentTablesOf(await select(site, statement([presentColumns], [catalog, schema])))
}

export async function hasTable(site: Site, name: string): Promise<boolean> {
  return (await presentTables(site)).has(name.toLowerCase())
}

// https://duckdb.org/docs/stable/sql/meta/duckdb_table_functions
const presentColumns = `SELECT T.table_name, T.comment, C.column_name, C.data_type, C.comment
FROM duckdb_tables() T JOIN duckdb_columns() C USING (database_name, schema_name, table_name)
WHERE T.database_name = ? AND lower(T.schema_name) = lower(?)`
