import type { ColumnType, Table } from '../../contract/table.ts'
import { metadataColumns } from '../../contract/table.ts'
import { keyColumns, keyTypes } from '../sql/stage.ts'
import { duckdbDialect } from './dialect.ts'

/**
 * A batch's rows, or its keys, as a relation. A line that is not JSON is an error, never skipped.
 * https://duckdb.org/docs/stable/data/json/loading_json
 */
export function readRows(path: string, table: Table, limitBytes: number): string {
  const own = table.columns.map(({ name, type }) => [name, type] as const)
  return readLines(path, Object.fromEntries([...own, ...besides]), limitBytes)
}

export function readKeys(path: string, table: Table): string {
  return readLines(path, keyTypes(table), longestKeyLine)
}

/** A key and a version; DuckDB sets aside twice this for each thread. */
const longestKeyLine = 1024 * 1024

const besides: readonly (readonly [string, ColumnType])[] = [
  [keyColumns.sequence, 'integer'],
  [metadataColumns.rowHash, 'text'],
  [metadataColumns.meta, 'json'],
  [metadataColumns.raw, 'json'],
]

function readLines(path: string, types: Readonly<Record<string, ColumnType>>, limitBytes: number): string {
  const { identifier, literal } = duckdbDialect
  const columns = Object.entries(types).map(
    ([name, type]) => `${identifier(name)}: ${literal(duckdbDialect.types[type])}`,
  )
  const options = [
    "format = 'newline_delimited'",
    `columns = {${columns.join(', ')}}`,
    `maximum_object_size = ${limitBytes}`,
  ]
  return `read_json(${literal(path)}, ${options.join(', ')})`
}
