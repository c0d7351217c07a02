import { SyncError } from '../contract/errors.ts'
import { metadataColumns, type Table } from '../contract/table.ts'
import { type Cell, cellsOf, cleanedCells, jsonBytes, type LandingRecord, typeAt } from './cells.ts'
import { fittingCells, shrunkCells } from './fitting-cells.ts'
import { rowHash } from './row-hash.ts'

/** One record as it is staged, whatever the warehouse. */
export interface StagedRow {
  /** In the order of the table's columns. */
  readonly cells: readonly Cell[]
  readonly rowHash: string
  /** JSON texts. */
  readonly meta: string | null
  readonly raw: Cell
  /** About the bytes it takes: UTF-16 units. */
  readonly size: number
}

/** What landed otherwise than it was read. */
interface Changes {
  readonly cleaned?: readonly string[]
  readonly nulled?: readonly { readonly column: string; readonly bytes: number; readonly reason: string }[]
}

/**
 * Makes rows of records. Texts that warehouses refuse are cleaned, values that fit no column of their type are
 * nulled, and of a row that takes more than `limitBytes` as JSON the largest values are nulled, the largest first;
 * `_meta` tells all of it. Throws SyncError `data` when the key is missing or the row stays too large.
 */
export function rowStager(table: Table, limitBytes: number): (record: LandingRecord) => StagedRow {
  const keyIndex = table.columns.findIndex(({ name }) => name === table.primaryKey.name)
  return (record) => {
    const read = cellsOf(table, record)
    const cleaned = cleanedCells(table, record, read)
    const fitting = fittingCells(table, cleaned)
    const size = sizeOf(fitting)
    // In JSON no UTF-16 unit takes more than six bytes: most rows need no counting.
    const landing = size * 6 <= limitBytes ? fitting : shrunkCells(table, fitting, keyIndex, limitBytes)
    if (landing[keyIndex] === null || landing[keyIndex] === '') throw keyMissing(table)
    const cells = landing.slice(0, -1)
    const meta = landing === read ? null : metaOf(table, [read, cleaned, fitting, landing])
    return { cells, rowHash: rowHash(cells), meta, raw: landing.at(-1) ?? null, size }
  }
}

type Steps = readonly [
  read: readonly Cell[],
  cleaned: readonly Cell[],
  fitting: readonly Cell[],
  landing: readonly Cell[],
]

function metaOf(table: Table, [read, cleaned, fitting, landing]: Steps): string | null {
  const nameAt = (index: number) => table.columns[index]?.name ?? metadataColumns.raw
  const nulled = (cells: readonly Cell[], kept: readonly Cell[], reasonAt: (index: number) => string) =>
    differing(cells, kept).map((index) => {
      return { column: nameAt(index), bytes: jsonBytes(table, cells, index), reason: reasonAt(index) }
    })
  const changes: Changes = {
    ...some('cleaned', differing(read, cleaned).map(nameAt)),
    ...some('nulled', [
      ...nulled(cleaned, fitting, (index) => `not a ${words[typeAt(table, index)]} that can be kept`),
      ...nulled(fitting, landing, () => 'the row is too large'),
    ]),
  }
  return Object.keys(changes).length === 0 ? null : JSON.stringify(changes)
}

const words = {
  text: 'text',
  timestamp: 'time',
  integer: 'whole number',
  number: 'number',
  boolean: 'truth value',
  json: 'value',
} as const

function differing(before: readonly Cell[], after: readonly Cell[]): readonly number[] {
  return before === after ? [] : [...before.keys()].filter((index) => before[index] !== after[index])
}

function some<Value>(name: string, values: readonly Value[]): Readonly<Record<string, readonly Value[]>> {
  return values.length === 0 ? {} : { [name]: values }
}

function sizeOf(cells: readonly Cell[]): number {
  return cells.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), besides)
}

/** The sequence, the hash and what says when and by whom the row was written. */
const besides = 128

function keyMissing({ name, primaryKey }: Table): SyncError {
  const message = `A record of ${name} has no ${primaryKey.name}: report it.`
  return new SyncError('data', message, { code: 'key_missing' })
}
