/** The wire's own names of column types. */
export type WireType = 'fixed' | 'real' | 'text' | 'boolean' | 'timestamp_tz' | 'variant' | 'date'

/** A statement's answer as the wire carries it: every value a text. */
export interface SqlAnswer {
  /** What the statement was: decides the wire's statement type and how changed rows are told. */
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'merge' | 'copy' | 'other'
  readonly columns: readonly { readonly name: string; readonly type: WireType }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** An error as Snowflake tells it. */
export class SqlFailure extends Error {
  readonly code: string
  readonly sqlState: string
  constructor(code: string, sqlState: string, message: string) {
    super(message)
    this.code = code
    this.sqlState = sqlState
  }
}

/** One session of the double's SQL: temporary tables and a transaction of its own. */
export interface SqlSession extends AsyncDisposable {
  /** Throws SqlFailure; a statement that is not known is a failure with code `unknown_statement`. */
  execute(sql: string, binds: readonly (string | null)[]): Promise<SqlAnswer>
}

/** What stands behind the double: the statements our SQL layer emits for Snowflake, carried out by DuckDB. */
export interface SqlEngine extends AsyncDisposable {
  open(): Promise<SqlSession>
  /** The folder on this machine that plays a stage location, ending with a slash; made when missing. */
  stageFolder(location: string): Promise<string>
  /** Statements that were refused as unknown: a test fails when there are any. */
  readonly unknown: readonly string[]
}
