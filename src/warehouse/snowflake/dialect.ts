import type { Dialect } from '../dialect.ts'

/**
 * Every name is quoted and in upper case, so that users need no quotes. VARCHAR carries the length that every
 * account and every older column can hold.
 * https://docs.snowflake.com/en/sql-reference/intro-summary-data-types
 */
export const snowflakeDialect: Dialect = {
  name: 'snowflake',
  container: 'database',
  types: {
    text: 'VARCHAR(16777216)',
    integer: 'NUMBER(38,0)',
    number: 'FLOAT',
    boolean: 'BOOLEAN',
    timestamp: 'TIMESTAMP_TZ',
    json: 'VARIANT',
  },
  catalogTypes: {
    text: 'TEXT',
    integer: 'NUMBER',
    number: 'FLOAT',
    boolean: 'BOOLEAN',
    timestamp: 'TIMESTAMP_TZ',
    json: 'VARIANT',
  },
  commentsInline: true,
  identifier: (name) => `"${name.toUpperCase().replaceAll('"', '""')}"`,
  // A backslash starts an escape in Snowflake's literals.
  literal: (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
  parseJson: (expression) => `PARSE_JSON(${expression})`,
  jsonText: (expression) => `TO_JSON(${expression})`,
  instant: (expression) => `TO_TIMESTAMP_TZ(${expression})`,
  instantText: (expression) =>
    `TO_VARCHAR(CONVERT_TIMEZONE('UTC', ${expression}), 'YYYY-MM-DD"T"HH24:MI:SS.FF3"Z"')`,
}
