import type { DuckDBInstance } from '@duckdb/node-api'

/**
 * What DuckDB may take where nothing else is said. A checkpoint holds a column of 2,048 rows at once: this does for
 * bodies of 200 KB each.
 */
export const defaultMemory = '512MB'

/** What it may keep from one commit to the next. */
const kept = '64MB'

/** The setting that giving back needs, however much else is locked. */
export const memorySetting = 'memory_limit'

/**
 * Gives back what DuckDB keeps of the file: it would fill with it whatever it may take. A lower limit for a moment is
 * the only way to ask for that, and no other work may run into it. Where more is in use, DuckDB refuses the lower limit,
 * and little is left to be given back.
 */
export async function giveBack(instance: DuckDBInstance, limit: string): Promise<void> {
  const set = (size: string) => `SET GLOBAL ${memorySetting} = '${size}'`
  try {
    const connection = await instance.connect()
    await connection.run(`${set(kept)}; ${set(limit)}`).finally(() => connection.closeSync())
  } catch {
    // What was committed stays committed, however much memory is in use.
  }
}
