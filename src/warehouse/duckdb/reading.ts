import type { DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import { SyncError } from '../../contract/errors.ts'

/**
 * Throws SyncError `config` code `not_read_only` unless the statement is a SELECT from tables and from functions that
 * only make rows. Others read files or change what the whole instance does, and an EXPLAIN may run what it explains.
 * The file of the database is the worst to read: once anybody in this process closes it, the operating system forgets
 * the lock that keeps other processes out. Nothing that the statement names is opened for it.
 */
export async function refuseUnlessReading(connection: DuckDBConnection, sql: string): Promise<void> {
  const answer = await connection.runAndReadAll('SELECT json_serialize_sql(CAST(? AS VARCHAR))', [sql])
  const refuse = (_: string, node: unknown) => {
    const foreign = foreignOf(node)
    if (foreign !== undefined) throw notReadOnly(`${foreign} is no table`)
    return node
  }
  const { error } = serialized.parse(JSON.parse(String(answer.getRows()[0]?.[0]), refuse))
  if (error) throw notReadOnly('it is no SELECT')
}

export function notReadOnly(why: string): SyncError {
  return new SyncError('config', `This query is refused because ${why}: write one SELECT statement.`, {
    code: 'not_read_only',
  })
}

const serialized = z.object({ error: z.boolean() })
const called = z.object({
  type: z.literal('TABLE_FUNCTION'),
  function: z.object({ function_name: z.string() }),
})
const named = z.object({ type: z.literal('BASE_TABLE'), table_name: z.string() })

/** The function or file that a part of the statement reads from, if it is neither a table nor harmless. */
function foreignOf(node: unknown): string | undefined {
  const name = called.safeParse(node).data?.function.function_name
  if (name !== undefined && !harmless.test(name)) return name
  const table = named.safeParse(node).data?.table_name
  return table !== undefined && isPath.test(table) ? table : undefined
}

/** Whatever is not known to be harmless is refused, also what later versions of DuckDB bring. */
const harmless =
  /^(range|generate_series|repeat|repeat_row|unnest|json_each|json_tree|duckdb_\w+|pragma_\w+|icu_calendar_names|pg_timezone_names)$/

/** A name such as `'x.csv'` stands for the file. */
const isPath = /[./\\:]/
