import type { Dialect } from '../dialect.ts'

/** https://duckdb.org/docs/stable/sql/data_types/overview — types as `duckdb_columns()` names them. */
const types = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  json: 'JSON',
} as const

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  container: 'file',
  types,
  catalogTypes: types,
  commentsInline: false,
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  literal: (text) => `'${text.replaceAll("'", "''")}'`,
  parseJson: (expression) => `CAST(${expression} AS JSON)`,
  jsonText: (expression) => `CAST(${expression} AS VARCHAR)`,
  instant: (expression) => `CAST(${expression} AS TIMESTAMPTZ)`,
  instantText: (expression) => `strftime(timezone('UTC', ${expression}), '%Y-%m-%dT%H:%M:%S.%gZ')`,
}
