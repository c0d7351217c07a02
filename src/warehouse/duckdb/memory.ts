import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { SyncError } from '../../contract/errors.ts'

/** How much memory a database may take. */
export interface Memory {
  /** Sees to it that so many more rows can be committed, which take so much together, and more like them. */
  makeRoom(rows: number, bytes: number): Promise<void>
  /**
   * Does what does nothing when it fails; once more where it ran out of memory, with the most until this is given back.
   * What goes through all rows may need more than is reckoned.
   */
  orWithTheMost<Result>(work: () => Promise<Result>): Promise<Result>
  /**
   * Gives back what DuckDB keeps of the file: it would fill with it whatever it may take. A lower limit for a moment is
   * the only way to ask for that, and no other work may run into it. Where more is in use, DuckDB refuses the lower
   * limit, and little is left to be given back.
   */
  giveBack(): Promise<void>
}

/** What it may take at the most where the user has not said. */
export const mostMemory = '512MB'

/** The setting that this needs, however much else is locked. */
export const memorySetting = 'memory_limit'

const mostMegabytes = Number.parseInt(mostMemory, 10)
const keptMegabytes = 64
/** What a commit takes besides its rows, and so much of it whatever else is held. */
const besidesMegabytes = 64
const alwaysMegabytes = 32
/** A checkpoint holds so many rows at once, and as many are on their way. */
const rowsAtOnce = 2 * 2048
/**
 * A checkpoint writes the growing row group whole: at DuckDB's own 122,880 rows, a gigabyte of pages, again
 * and again. Landing 60,000 rows of 10 KB in batches of 2,000 took 7.6 s with that and 2.8 s with this.
 */
export const rowGroupSize = 8192
/**
 * What DuckDB holds of a row at the most: of a row group in which one commit ended and the next began 256
 * KB for as long as the file is open, and as much of the ids that a full read has seen.
 */
const heldRowBytes = (2 * 256 * 1024) / rowGroupSize
/** What may be reckoned so before it is found out what is held. */
const reckonedBytes = 8e6

/**
 * `given`: what the user lets it take, as DuckDB writes it; it may take that at any time. Else, once it has given back
 * for the first time, as little as the rows allow, so that what it keeps of the file does not grow with the file.
 */
export function openMemory(instance: DuckDBInstance, given: string | undefined): Memory {
  let found = 0
  let reckoned = 0
  let rowBytes = 0
  /** Megabytes; nothing before it has given back for the first time. */
  let allowed: number | undefined
  const forRows = () =>
    Math.max(besidesMegabytes, alwaysMegabytes + (found + reckoned) / 1e6) + (rowsAtOnce * rowBytes) / 1e6
  const limit = (megabytes: number) => given ?? `${Math.min(mostMegabytes, Math.ceil(megabytes))}MB`
  // Never less than before: other work may be under way.
  const allow = async (megabytes: number) => {
    if (allowed === undefined || megabytes <= allowed) return
    allowed = megabytes
    await connected(instance, (connection) => setLimit(connection, limit(megabytes)))
  }
  return {
    async makeRoom(rows, bytes) {
      reckoned += rows * heldRowBytes
      rowBytes = Math.max(rowBytes, bytes / Math.max(1, rows))
      await allow(forRows())
    },
    orWithTheMost: (work) =>
      work().catch(async (error: unknown) => {
        if (!(error instanceof SyncError && error.code === 'out_of_memory')) throw error
        await allow(mostMegabytes)
        return work()
      }),
    giveBack: () =>
      connected(instance, async (connection) => {
        const findsOut = reckoned > reckonedBytes
        // All but what is held, where that is to be found out: DuckDB refuses then, once it has given back the rest.
        await setLimit(connection, findsOut ? '1MB' : `${keptMegabytes}MB`).catch(() => undefined)
        try {
          if (findsOut) [found, reckoned] = [await bytesInUse(connection), 0]
        } finally {
          allowed = forRows()
          await setLimit(connection, limit(allowed))
        }
        // What was committed stays committed, however much memory is in use.
      }).catch(() => undefined),
  }
}

async function connected(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<void>,
): Promise<void> {
  const connection = await instance.connect()
  await work(connection).finally(() => connection.closeSync())
}

async function setLimit(connection: DuckDBConnection, size: string): Promise<void> {
  await connection.run(`SET GLOBAL ${memorySetting} = '${size}'`)
}

async function bytesInUse(connection: DuckDBConnection): Promise<number> {
  const answer = await connection.runAndReadAll('SELECT sum(memory_usage_bytes)::double FROM duckdb_memory()')
  return Number(answer.getRows()[0]?.[0] ?? 0)
}
