import type { QueryBounds } from '../../contract/warehouse.ts'
import type { Scalar, Statement } from '../sql/statement.ts'

/** What a statement answered. */
export interface Answer {
  readonly columns: readonly string[]
  /** Snowflake's lower-case name of each column's type (`fixed`, `text`, `timestamp_tz`, `variant` …). */
  readonly types?: readonly string[]
  /** NUMBER and FLOAT as numbers, BOOLEAN as booleans, everything else as Snowflake's text. */
  readonly rows: readonly (readonly Scalar[])[]
  /** Rows inserted, updated and deleted, where the statement changes rows; else 0. */
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
}

/**
 * One Snowflake session: its temporary tables and its transaction are its own. One statement at a time. Throws
 * SyncError only; after a failure that leaves the session in doubt it is closed, and every further call throws.
 */
export interface SnowflakeSession extends AsyncDisposable {
  /**
   * With bounds, reads no more rows than these. Throws SyncError `transient` code `cancelled` when their signal aborts
   * meanwhile, `config` code `answer_too_large` for an answer that is not fit to be held at once.
   */
  run(statement: Statement, bounds?: QueryBounds): Promise<Answer>
  /**
   * Uploads a gzip file to a stage location (`@"DB"."SCHEMA"."STAGE"/path/`), with retries, and resolves only when
   * every file is reported as uploaded.
   */
  put(file: string, stagePath: string): Promise<void>
}

/** Opens a session on behalf of one stream of one run, which the query tag names. */
export type OpenSession = (tag: Readonly<Record<string, string>>) => Promise<SnowflakeSession>
