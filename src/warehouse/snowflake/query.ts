import { SyncError } from '../../contract/errors.ts'
import type { QueryBounds, QueryResult } from '../../contract/warehouse.ts'
import { queryStopped } from '../query-stopped.ts'
import { type Scalar, statement } from '../sql/statement.ts'
import { answerSettings } from './bootstrap.ts'
import { requireReadOnly } from './read-only.ts'
import type { Answer, SnowflakeSession } from './session.ts'
import type { SessionKeeper } from './sessions.ts'

/**
 * Answers one statement that reads. Snowflake cannot say what a statement is without running it: its words are
 * looked at first, and the real wall is the role, which should be a reader's. Bounds hold in Snowflake already.
 */
export async function queryReadOnly(
  keeper: SessionKeeper,
  sql: string,
  bounds?: QueryBounds,
): Promise<QueryResult> {
  requireReadOnly(sql)
  const answer = await keeper.use((session) => attempt(session, sql, bounds))
  if (answer instanceof SyncError) throw answer
  return {
    columns: answer.columns,
    rows: answer.rows.slice(0, bounds?.rows).map((row) => row.map(shown(answer))),
  }
}

/** A wrong query is no reason to give the session up. */
async function attempt(
  session: SnowflakeSession,
  sql: string,
  bounds: QueryBounds | undefined,
): Promise<Answer | SyncError> {
  // It may have waited for others meanwhile.
  if (bounds?.signal.aborted) return queryStopped()
  await session.run(answerSettings(bounds))
  try {
    return await session.run(statement([sql]), bounds)
  } catch (error) {
    if (bounds?.signal.aborted) throw queryStopped()
    const failure = error instanceof SyncError ? error : undefined
    if (bounds !== undefined && failure?.code === 'statement_stopped') return queryStopped()
    if (failure?.code === 'answer_too_large') return failure
    if (failure === undefined || !ofTheQuery.has(failure.kind)) throw error
    return new SyncError('config', `The query is wrong: ${reasonOf(failure)}`, {
      code: 'bad_query',
      cause: error,
    })
  }
}

const ofTheQuery: ReadonlySet<SyncError['kind']> = new Set(['config', 'bug', 'data', 'not_found'])

/** Snowflake's own words, on one line. */
function reasonOf({ cause, message }: SyncError): string {
  return (cause instanceof Error ? cause.message : message).replace(/\s+/g, ' ').trim()
}

function shown({ types = [] }: Answer): (value: Scalar, column: number) => Scalar {
  const show = types.map((type) => shows[type.toLowerCase()])
  return (value, column) => (typeof value === 'string' ? (show[column]?.(value) ?? value) : value)
}

/** Snowflake shows JSON with line breaks, and instants in their own offset. */
const shows: Readonly<Record<string, (text: string) => string>> = {
  timestamp_tz: instant,
  timestamp_ltz: instant,
  timestamp_ntz: (text) => instant(`${text}Z`),
  variant: compact,
  object: compact,
  array: compact,
}

function instant(text: string): string {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? text : at.toISOString()
}

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    // A VARIANT may hold what JSON has no word for (NaN): it stays as Snowflake writes it.
    return text
  }
}
