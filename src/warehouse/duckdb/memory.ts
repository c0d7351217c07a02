import type { DuckDBInstance } from '@duckdb/node-api'

/** How much memory a database may take. */
export interface Memory {
  /** Sees to it that so many more rows can be committed, which take so much together, and more like them. */
  makeRoom(rows: number, bytes: number): Promise<void>
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
/** What a commit takes besides its rows. */
const besidesMegabytes = 64
/**
 * Of these it takes so much whatever the file holds. And of a row group in which one commit ended and the next began
 * DuckDB holds 256 KB for as long as the file is open; nearly all are such.
 */
const alwaysMegabytes = 32
const heldRowBytes = 33
/** A checkpoint holds so many rows at once, and as many are on their way. */
const rowsAtOnce = 2 * 2048

function neededMegabytes(rows: number, rowBytes: number): number {
  const held = alwaysMegabytes + (rows * heldRowBytes) / 1e6
  return Math.min(mostMegabytes, Math.ceil(Math.max(besidesMegabytes, held) + (rowsAtOnce * rowBytes) / 1e6))
}

/**
 * `given`: what the user lets it take, as DuckDB writes it; it may take that at any time. Else, once it has given back
 * for the first time, as little as the rows allow, so that what it keeps of the file does not grow with the file.
 */
export function openMemory(instance: DuckDBInstance, given: string | undefined): Memory {
  let rows = 0
  let rowBytes = 0
  let megabytes = neededMegabytes(rows, rowBytes)
  let isBounded = false
  const limit = () => given ?? `${megabytes}MB`
  const set = async (...sizes: readonly string[]) => {
    const connection = await instance.connect()
    const statements = sizes.map((size) => `SET GLOBAL ${memorySetting} = '${size}'`)
    await connection.run(statements.join('; ')).finally(() => connection.closeSync())
  }
  return {
    async makeRoom(moreRows, bytes) {
      rows += moreRows
      rowBytes = Math.max(rowBytes, bytes / Math.max(1, moreRows))
      const needed = neededMegabytes(rows, rowBytes)
      if (needed === megabytes) return
      megabytes = needed
      if (isBounded) await set(limit())
    },
    async giveBack() {
      isBounded = true
      // What was committed stays committed, however much memory is in use.
      await set(`${keptMegabytes}MB`, limit()).catch(() => undefined)
    },
  }
}
