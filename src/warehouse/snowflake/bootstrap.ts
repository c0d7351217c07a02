import { systemTables } from '../../contract/table.ts'
import type { QueryBounds } from '../../contract/warehouse.ts'
import { type Place, relation, type Statement, statement } from '../sql/statement.ts'
import { named, type SnowflakeSite, stageName } from './site.ts'

/**
 * What every session starts with, whatever the account's defaults: UTC, statements outside of a transaction that
 * commit by themselves, an end to waiting for locks, and no work left behind by a lost client.
 * https://docs.snowflake.com/en/sql-reference/parameters
 */
export function sessionSettings(): Statement {
  const settings = {
    TIMEZONE: "'UTC'",
    TIMESTAMP_TZ_OUTPUT_FORMAT: instantFormat,
    TIMESTAMP_LTZ_OUTPUT_FORMAT: instantFormat,
    TIMESTAMP_NTZ_OUTPUT_FORMAT: `'YYYY-MM-DD"T"HH24:MI:SS.FF3'`,
    AUTOCOMMIT: 'TRUE',
    LOCK_TIMEOUT: '600',
    STATEMENT_TIMEOUT_IN_SECONDS: '3600',
    ABORT_DETACHED_QUERY: 'TRUE',
  }
  const assignments = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return statement([`ALTER SESSION SET ${assignments.join(', ')}`])
}

/**
 * How much of the answers is computed at all, and for how long. Whoever waits for a bounded one has gone after a minute.
 * https://docs.snowflake.com/en/sql-reference/parameters#rows-per-resultset
 */
export function answerSettings(bounds: QueryBounds | undefined): Statement {
  const [rows, seconds] = bounds === undefined ? [0, 3600] : [bounds.rows, 60]
  return statement([
    `ALTER SESSION SET ROWS_PER_RESULTSET = ${rows}, STATEMENT_TIMEOUT_IN_SECONDS = ${seconds}`,
  ])
}

const instantFormat = `'YYYY-MM-DD"T"HH24:MI:SS.FF3TZH:TZM'`

/** https://docs.snowflake.com/en/sql-reference/sql/create-stage */
export function createStage({ database, stagingSchema }: SnowflakeSite): Statement {
  return statement([`CREATE STAGE IF NOT EXISTS ${named(database, stagingSchema, stageName)}`])
}

/** The role, virtual warehouse and database in use; null for what is not there or not granted. */
export function currentNames(): Statement {
  return statement(['SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_DATABASE()'])
}

export function useSchema({ database, schema }: SnowflakeSite): Statement {
  return statement([`USE SCHEMA ${named(database, schema)}`])
}

/**
 * Gives a stream that was never read its row, with sequence 0. A MERGE, because Snowflake enforces no key: of two
 * sessions that do this at once the second waits for the first.
 */
export function seedState(place: Place, sync: string, stream: string): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [
      `MERGE INTO ${relation(place, systemTables.state)} T`,
      `USING (SELECT ? AS ${q('sync')}, ? AS ${q('stream')}) S`,
      `ON T.${q('sync')} = S.${q('sync')} AND T.${q('stream')} = S.${q('stream')}`,
      `WHEN NOT MATCHED THEN INSERT (${q('sync')}, ${q('stream')}, ${q('sequence')})`,
      `VALUES (S.${q('sync')}, S.${q('stream')}, 0)`,
    ],
    [sync, stream],
  )
}

/** Sequence and run of the last commit, to tell whether a commit without an answer was made. */
export function lastCommit(place: Place, sync: string, stream: string): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [
      `SELECT ${q('sequence')}, ${q('run_id')} FROM ${relation(place, systemTables.state)}`,
      `WHERE ${q('sync')} = ? AND ${q('stream')} = ?`,
    ],
    [sync, stream],
  )
}

/** https://docs.snowflake.com/en/sql-reference/transactions */
export const begin = statement(['BEGIN TRANSACTION'])
export const commit = statement(['COMMIT'])
export const rollback = statement(['ROLLBACK'])
