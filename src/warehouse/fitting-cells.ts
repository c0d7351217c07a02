import { SyncError } from '../contract/errors.ts'
import type { ColumnType, Table } from '../contract/table.ts'
import { type Cell, jsonBytes, typeAt } from './cells.ts'

/** The cells, those nulled that fit no column of their type; these very cells where all do. */
export function fittingCells(table: Table, cells: readonly Cell[]): readonly Cell[] {
  const fitsAt = (cell: Cell, index: number) => cell === null || fits[typeAt(table, index)](cell)
  return cells.every(fitsAt) ? cells : cells.map((cell, index) => (fitsAt(cell, index) ? cell : null))
}

/**
 * The cells, the largest of them nulled until the row takes no more than `limitBytes` as JSON; the key stays.
 * Throws SyncError `data` code `row_too_large` when that is not enough.
 */
export function shrunkCells(
  table: Table,
  cells: readonly Cell[],
  keyIndex: number,
  limitBytes: number,
): readonly Cell[] {
  const sized = cells.map((_, index) => ({ index, bytes: jsonBytes(table, cells, index) }))
  let total = sized.reduce((sum, { bytes }) => sum + bytes, 0)
  const nulled = new Set<number>()
  for (const { index, bytes } of sized.toSorted((one, other) => other.bytes - one.bytes)) {
    if (total <= limitBytes) break
    if (index === keyIndex) continue
    nulled.add(index)
    total -= bytes
  }
  if (total > limitBytes) throw rowTooLarge(table, limitBytes)
  return nulled.size === 0 ? cells : cells.map((cell, index) => (nulled.has(index) ? null : cell))
}

const isText = (cell: Cell) => typeof cell === 'string'

// A whole number that JavaScript holds exactly fits every warehouse's column; no other does for certain.
const fits: Readonly<Record<ColumnType, (cell: Cell) => boolean>> = {
  text: isText,
  timestamp: isText,
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  boolean: (cell) => typeof cell === 'boolean',
  json: isText,
}

function rowTooLarge(table: Table, limitBytes: number): SyncError {
  const message = `A record of ${table.name} is larger than ${limitBytes} bytes even without its texts: report it.`
  return new SyncError('data', message, { code: 'row_too_large' })
}
