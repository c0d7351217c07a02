import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  DuckDBVarCharType,
  VARCHAR,
} from '@duckdb/node-api'
import type { ColumnType, Table } from '../../contract/table.ts'
import type { LandingRecord } from '../cells.ts'
import { createStaging, stagedColumns, stagingTables } from '../sql/stage.ts'
import { rowStager, type StagedRow } from '../staged-row.ts'
import { connect, type Site } from './connections.ts'
import { translate } from './failures.ts'
import type { Session } from './session.ts'

/** Rows waiting for their commit in tables that only this batch's session sees, and that go with it. */
export interface Batch extends Disposable {
  readonly session: Session
  readonly rows: number
  /** About. */
  readonly bytes: number
  /** Adds all of the records or none. Throws SyncError only. */
  stage(records: readonly LandingRecord[]): void
  /** Lets its session see all of them. Throws SyncError only. */
  settle(): void
}

/** `limitBytes`: a row that takes more loses its largest values. */
export async function openBatch(site: Site, table: Table, limitBytes: number): Promise<Batch> {
  const session = await connect(site)
  try {
    for (const create of createStaging(site.place, table)) await session.run(create)
    const appender = await session.connection.createAppender(stagingTables.rows, 'main', 'temp')
    return filling({ session, appender, path: site.path }, table, limitBytes)
  } catch (error) {
    session[Symbol.dispose]()
    throw translate(error, site.path)
  }
}

interface Filling {
  readonly session: Session
  readonly appender: DuckDBAppender
  readonly path: string
}

function filling({ session, appender, path }: Filling, table: Table, limitBytes: number): Batch {
  const toRow = rowStager(table, limitBytes)
  const types = stagedColumns(table).map(([, type]) => type)
  // One for all: what each would hold is given back only when Node's garbage collector comes by.
  const chunk = DuckDBDataChunk.create(types.map((type) => chunkTypes[type]))
  let rows = 0
  let bytes = 0
  let seenBytes = 0
  const flush = () => {
    appender.flushSync()
    seenBytes = bytes
  }
  const append = (some: readonly StagedRow[]) => {
    chunk.reset()
    chunk.setColumns(columnsOf(some, types, rows))
    appender.appendDataChunk(chunk)
    rows += some.length
    bytes += some.reduce((sum, { size }) => sum + size, 0)
  }
  return {
    session,
    get rows() {
      return rows
    },
    get bytes() {
      return bytes
    },
    stage(records) {
      const staged = records.map(toRow)
      try {
        for (let start = 0; start < staged.length; start += mostRows)
          append(staged.slice(start, start + mostRows))
        if (bytes - seenBytes >= flushedBytes) flush()
        chunk.reset()
      } catch (error) {
        throw translate(error, path)
      }
    },
    settle() {
      try {
        flush()
      } catch (error) {
        throw translate(error, path)
      }
    },
    [Symbol.dispose]: () => session[Symbol.dispose](),
  }
}

/** The appender is emptied by the way: page by page costs twice the time, and once a batch, twice its memory. */
const flushedBytes = 4 * 2 ** 20

/** What a chunk holds. */
const mostRows = 2048

/** JSON text is taken as it is: it was made here, and DuckDB need not read it again. */
const chunkTypes: Readonly<Record<ColumnType, DuckDBType>> = {
  text: VARCHAR,
  timestamp: VARCHAR,
  integer: BIGINT,
  number: DOUBLE,
  boolean: BOOLEAN,
  json: DuckDBVarCharType.create('JSON'),
}

function columnsOf(
  rows: readonly StagedRow[],
  types: readonly ColumnType[],
  sequence: number,
): DuckDBValue[][] {
  const columns: DuckDBValue[][] = types.map(() => [])
  rows.forEach(({ cells, rowHash, meta, raw }, index) => {
    const values = [sequence + index, ...cells, rowHash, meta, raw]
    values.forEach((value, place) => {
      columns[place]?.push(types[place] === 'integer' && typeof value === 'number' ? BigInt(value) : value)
    })
  })
  return columns
}
