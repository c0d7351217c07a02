import type { ColumnType, Table } from '../../contract/table.ts'
import { stagedColumns } from '../sql/stage.ts'
import { list, type Statement, statement } from '../sql/statement.ts'
import { snowflakeDialect as dialect } from './dialect.ts'
import { type SnowflakeSite, stagingTable } from './site.ts'

/** A table of this session only, for one batch. Its definition ends an open transaction. */
export function createStagingTable(site: SnowflakeSite, table: Table): Statement {
  const columns = stagedColumns(table).map(
    ([name, type]) => `${dialect.identifier(name)} ${dialect.types[type]}`,
  )
  return statement([
    `CREATE OR REPLACE TEMPORARY TABLE ${stagingTable(site, table)} (`,
    columns.map((column) => `  ${column}`).join(',\n'),
    ')',
  ])
}

/** At most this many files can be named. */
export const copyFiles = 1000

/**
 * Copies the named files, all of them or nothing. A JSON null in a VARIANT would stay one: it becomes a plain null.
 * https://docs.snowflake.com/en/sql-reference/sql/copy-into-table
 */
export function copyInto(
  site: SnowflakeSite,
  table: Table,
  path: string,
  files: readonly string[],
): Statement {
  const columns = stagedColumns(table)
  const names = columns.map(([name]) => name)
  return statement([
    `COPY INTO ${stagingTable(site, table)} (${list(site.place, names)})`,
    'FROM (',
    `  SELECT ${columns.map(([name, type]) => cast[type](`$1:"${name.replaceAll('"', '""')}"`)).join(', ')}`,
    `  FROM ${dialect.literal(path)}`,
    ')',
    `FILES = (${files.map((file) => dialect.literal(file)).join(', ')})`,
    'FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP)',
    'ON_ERROR = ABORT_STATEMENT PURGE = FALSE',
  ])
}

export function dropStagingTable(site: SnowflakeSite, table: Table): Statement {
  return statement([`DROP TABLE IF EXISTS ${stagingTable(site, table)}`])
}

/** https://docs.snowflake.com/en/sql-reference/sql/remove */
export function removeFiles(path: string): Statement {
  return statement([`REMOVE ${dialect.literal(path)}`])
}

/** Those below the path whose whole name fits the regular expression. */
export function removeMatching(path: string, pattern: string): Statement {
  return statement([`REMOVE ${dialect.literal(path)} PATTERN = ${dialect.literal(pattern)}`])
}

/**
 * A value of a line of JSON as its column takes it, with the functions that a COPY may use:
 * https://docs.snowflake.com/en/user-guide/data-load-transform#supported-functions
 */
const cast: Readonly<Record<ColumnType, (value: string) => string>> = {
  text: (value) => `${value}::VARCHAR`,
  integer: (value) => `${value}::NUMBER(38,0)`,
  number: (value) => `${value}::FLOAT`,
  boolean: (value) => `${value}::BOOLEAN`,
  timestamp: (value) => `CONVERT_TIMEZONE('UTC', TO_TIMESTAMP_TZ(${value}::VARCHAR))`,
  json: (value) => `NULLIF(${value}, PARSE_JSON('null'))`,
}
