import { type Statement, statement } from '../sql/statement.ts'

/** The upload of one gzip file: https://docs.snowflake.com/en/sql-reference/sql/put */
export function putStatement(file: string, stagePath: string): Statement {
  const address = `file://${file.startsWith('/') ? '' : '/'}${file.replaceAll('\\', '/')}`
  const options = 'AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=TRUE'
  return statement([`PUT ${quoted(address)} ${quoted(stagePath)} ${options}`])
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`
}
