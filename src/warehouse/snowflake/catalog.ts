import { type PresentTables, presentTablesOf } from '../sql/evolve.ts'
import { type Select, type Statement, statement } from '../sql/statement.ts'
import { named, type SnowflakeSite } from './site.ts'

export async function presentTables(site: SnowflakeSite, select: Select): Promise<PresentTables> {
  return presentTablesOf(await select(selectColumns(site)))
}

/** https://docs.snowflake.com/en/sql-reference/info-schema/columns */
export function selectColumns({ database, schema, place }: SnowflakeSite): Statement {
  const view = (name: string) => named(database, 'INFORMATION_SCHEMA', name)
  return statement(
    [
      'SELECT T."TABLE_NAME", T."COMMENT", C."COLUMN_NAME", C."DATA_TYPE", C."COMMENT"',
      `FROM ${view('TABLES')} T`,
      `JOIN ${view('COLUMNS')} C ON C."TABLE_SCHEMA" = T."TABLE_SCHEMA" AND C."TABLE_NAME" = T."TABLE_NAME"`,
      'WHERE T."TABLE_SCHEMA" = ? AND T."TABLE_TYPE" = \'BASE TABLE\'',
    ],
    [place.dialect.identifier(schema).slice(1, -1).replaceAll('""', '"')],
  )
}
