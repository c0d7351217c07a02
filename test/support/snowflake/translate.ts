import type { Piece } from './shape.ts'

/** The names of a session's temporary tables, as `"DB"."SCHEMA"."TABLE"`. */
export type TemporaryTables = ReadonlySet<string>

/** Snowflake's spelling to DuckDB's, what is bound put in place. The statement must be one that is known. */
export function translate(
  pieces: readonly Piece[],
  binds: readonly (string | null)[],
  temporary: TemporaryTables,
): string {
  const bound = binds[Symbol.iterator]()
  const parts: string[] = []
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]!
    const name = fullName(pieces, at)
    if (name !== undefined) {
      parts.push(piece.gap, relationOf(name, temporary))
      at += 4
    } else parts.push(piece.gap, spelled(piece, bound))
  }
  return parts.join('')
}

/** `"A"."B"."C"` from here on, where it does not name a column. */
export function fullName(pieces: readonly Piece[], at: number): readonly string[] | undefined {
  const part = pieces.slice(at, at + 5)
  const dotted =
    part.length === 5 && part.every(({ type, text }, index) => (index % 2 ? text === '.' : type === 'name'))
  return dotted ? [0, 2, 4].map((index) => part[index]!.text) : undefined
}

function relationOf(name: readonly string[], temporary: TemporaryTables): string {
  const [database = '', schema, table = ''] = name
  if (schema === '"INFORMATION_SCHEMA"') return `(${catalogs[table] ?? 'missing'}'${database.slice(1, -1)}')`
  return temporary.has(name.join('.')) ? `temp.main.${table}` : name.join('.')
}

/** Tables and columns as Snowflake's catalog has them, of the database named last. */
const catalogs: Readonly<Record<string, string>> = {
  '"TABLES"': `SELECT schema_name AS "TABLE_SCHEMA", table_name AS "TABLE_NAME", 'BASE TABLE' AS "TABLE_TYPE",
    comment AS "COMMENT" FROM duckdb_tables() WHERE database_name = `,
  '"COLUMNS"': `SELECT schema_name AS "TABLE_SCHEMA", table_name AS "TABLE_NAME", column_name AS "COLUMN_NAME",
    CASE data_type WHEN 'VARCHAR' THEN 'TEXT' WHEN 'DECIMAL(38,0)' THEN 'NUMBER' WHEN 'DOUBLE' THEN 'FLOAT'
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'TIMESTAMP_TZ' WHEN 'JSON' THEN 'VARIANT' ELSE data_type END AS "DATA_TYPE",
    comment AS "COMMENT" FROM duckdb_columns() WHERE database_name = `,
}

function spelled({ type, text }: Piece, bound: Iterator<string | null>): string {
  if (type === 'mark' && text === '?') return literal(bound.next().value ?? null)
  if (type === 'text') return literal(textOf(text))
  return type === 'word' ? (words[text] ?? text) : text
}

const words: Readonly<Record<string, string>> = {
  NUMBER: 'DECIMAL',
  FLOAT: 'DOUBLE',
  TIMESTAMP_TZ: 'TIMESTAMPTZ',
  VARIANT: 'JSON',
  TO_JSON: 'json_text',
  TRANSIENT: '',
}

/** Functions that DuckDB does not have, for one connection. */
export const macros: readonly string[] = [
  'CREATE TEMP MACRO to_timestamp_tz(x) AS CAST(x AS TIMESTAMPTZ)',
  'CREATE TEMP MACRO convert_timezone(zone, x) AS x',
  "CREATE TEMP MACRO to_varchar(x, format) AS strftime(timezone('UTC', x), '%Y-%m-%dT%H:%M:%S.%gZ')",
  'CREATE TEMP MACRO parse_json(x) AS CAST(x AS JSON)',
  'CREATE TEMP MACRO json_text(x) AS CAST(x AS VARCHAR)',
]

export function literal(value: string | null): string {
  return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`
}

/** What a literal of Snowflake's says. */
export function textOf(written: string): string {
  return written.slice(1, -1).replaceAll("''", "'").replaceAll(/\\(.)/g, '$1')
}
