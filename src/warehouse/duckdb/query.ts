import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api'
import { SyncError } from '../../contract/errors.ts'
import type { QueryBounds, QueryResult } from '../../contract/warehouse.ts'
import { queryStopped } from '../query-stopped.ts'
import { type Site, withSession } from './connections.ts'
import { reasonOf, translate } from './failures.ts'
import { firstRows } from './first-rows.ts'
import { nothingSynced } from './nothing-synced.ts'
import { notReadOnly, refuseUnlessReading } from './reading.ts'
import { scalarRows } from './values.ts'

/**
 * Answers one SELECT. Three walls: DuckDB's own parser says what the statement is and reads, the transaction is
 * read-only, and the instance reaches no other file and no network (`database.ts`).
 */
export async function queryReadOnly(
  site: Site | undefined,
  path: string,
  sql: string,
  bounds?: QueryBounds,
): Promise<QueryResult> {
  if (site === undefined) throw nothingSynced(path)
  return withSession(site, async ({ connection }) => {
    await enter(connection, site)
    const stop = () => connection.interrupt()
    bounds?.signal.addEventListener('abort', stop)
    try {
      const prepared = await prepareSelect(connection, sql)
      // A statement that was asked to stop before it began would not hear of it.
      if (bounds?.signal.aborted) throw queryStopped()
      if (bounds !== undefined) return await bounded(await prepared.stream(), bounds)
      const reader = await prepared.runAndReadAll()
      return { columns: reader.columnNames(), rows: scalarRows(reader) }
    } catch (error) {
      throw bounds?.signal.aborted ? queryStopped() : toQueryError(error, path)
    } finally {
      bounds?.signal.removeEventListener('abort', stop)
    }
  })
}

async function bounded(result: DuckDBResult, { rows }: QueryBounds): Promise<QueryResult> {
  return { columns: result.columnNames(), rows: await firstRows(result, rows) }
}

/** The transaction ends with its connection. */
async function enter(connection: DuckDBConnection, { place, path }: Site): Promise<void> {
  const schema = place.namespace.map((name) => place.dialect.identifier(name)).join('.')
  try {
    await connection.run('BEGIN TRANSACTION READ ONLY')
    await connection.run(`USE ${schema}`)
  } catch (error) {
    const failure = translate(error, path)
    throw failure.kind === 'bug' ? nothingSynced(path) : failure
  }
}

async function prepareSelect(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  if (sql.trim() === '') throw notReadOnly('it is empty')
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1) throw notReadOnly(`it is ${statements.count} statements`)
  // Preparing opens what it reads: it is too late for a refusal then.
  await refuseUnlessReading(connection, sql)
  return await statements.prepare(0)
}

/** What only the user can mend keeps DuckDB's own words; a disk or memory that ran out does not. */
function toQueryError(error: unknown, path: string): SyncError {
  const failure = translate(error, path)
  if (failure.kind === 'transient' || failure === error) return failure
  return new SyncError('config', `The query is wrong: ${reasonOf(error)}`, {
    code: 'bad_query',
    cause: error,
  })
}
