import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { Scalar, Statement } from '../sql/statement.ts'
import { translate } from './failures.ts'
import { scalarRows } from './values.ts'

/** One connection. Its temporary tables and its transaction are its own. Throws SyncError only. */
export interface Session extends Disposable {
  readonly connection: DuckDBConnection
  /** Runs a statement; returns the number of rows it changed. */
  run(statement: Statement): Promise<number>
  rows(statement: Statement): Promise<readonly (readonly Scalar[])[]>
  /** Commits what `work` did, or nothing of it when `work` throws. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
}

export function openSession(connection: DuckDBConnection, path: string): Session {
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work()
    } catch (error) {
      throw translate(error, path)
    }
  }
  return {
    connection,
    run: (statement) =>
      guard(async () => (await connection.run(statement.sql, bound(statement))).rowsChanged),
    rows: (statement) =>
      guard(async () => scalarRows(await connection.runAndReadAll(statement.sql, bound(statement)))),
    transaction: (work) => guard(() => inTransaction(connection, work)),
    [Symbol.dispose]: () => connection.closeSync(),
  }
}

async function inTransaction<Result>(
  connection: DuckDBConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run('BEGIN TRANSACTION')
  try {
    const result = await work()
    await connection.run('COMMIT')
    return result
  } catch (error) {
    // A failed commit has ended the transaction already; then there is nothing left to roll back.
    await connection.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

function bound({ values }: Statement): DuckDBValue[] {
  return values.map((value) => {
    return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
  })
}
