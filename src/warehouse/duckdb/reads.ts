import type { ColumnType, Table } from '../../contract/table.ts'
import { metadataColumns } from '../../contract/table.ts'
import { keyColumns, keyTypes } from '../sql/stage.ts'
import type { StagingFile } from '../staging-file.ts'
import { duckdbDialect } from './dialect.ts'

/**
 * A batch's rows, or its keys, as a relation. A line that is not JSON is an error, never skipped. DuckDB sets aside
 * twice the longest line for each thread, so it is told how long the longest one really is.
 * https://duckdb.org/docs/stable/data/json/loading_json
 */
export function readRows({ path, longestLine }: LinesFile, table: Table): string {
  const own = table.columns.map(({ name, type }) => [name, type] as const)
  return readLines(path, Object.fromEntries([...own, ...besides]), longestLine)
}

export function readKeys({ path, longestLine }: LinesFile, table: Table): string {
  return readLines(path, keyTypes(table), longestLine)
}

// Smaller buffers than this only cost calls.
const smallestBuffer = 1024 * 1024

type LinesFile = Pick<StagingFile, 'path' | 'longestLine'>

const besides: readonly (readonly [string, ColumnType])[] = [
  [keyColumns.sequence, 'integer'],
  [metadataColumns.rowHash, 'text'],
  [metadataColumns.meta, 'json'],
  [metadataColumns.raw, 'json'],
]

function readLines(path: string, types: Readonly<Record<string, ColumnType>>, longestLine: number): string {
  const { identifier, literal } = duckdbDialect
  const columns = Object.entries(types).map(
    ([name, type]) => `${identifier(name)}: ${literal(duckdbDialect.types[type])}`,
  )
  const options = [
    "format = 'newline_delimited'",
    `columns = {${columns.join(', ')}}`,
    `maximum_object_size = ${Math.max(smallestBuffer, longestLine)}`,
  ]
  return `read_json(${literal(path)}, ${options.join(', ')})`
}
