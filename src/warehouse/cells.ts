import type { StreamRecord } from '../contract/stream.ts'
import type { ColumnType, Table } from '../contract/table.ts'
import { canonicalJson, isPlain } from './canonical-json.ts'
import { cleanText, isClean, isCleanJson } from './clean-text.ts'

export type LandingRecord = StreamRecord<Record<string, unknown>>

/** A value on its way into a column: JSON as its text, an instant as ISO 8601. */
export type Cell = string | number | boolean | null

/** A record's cells in the order of the table's columns, then `_raw`. */
export function cellsOf(table: Table, record: LandingRecord): readonly Cell[] {
  const cells = table.columns.map(({ field, type }) => cellOf[type](record.row[field]))
  cells.push(jsonCell(JSON.stringify(rawOf(table, record))))
  return cells
}

/** The record as received, without the texts that have columns of their own. */
function rawOf({ columns }: Table, { row, raw }: LandingRecord): unknown {
  return columns.reduce(
    (rest, { field, rawPath }) => (rawPath === undefined ? rest : without(rest, rawPath, row[field])),
    raw,
  )
}

/** The value without this text, if that is what stands at the path. */
function without(value: unknown, [name, ...below]: readonly string[], text: unknown): unknown {
  if (name === undefined) return typeof text === 'string' && value === text ? undefined : value
  if (!isPlain(value) || value[name] === undefined) return value
  return { ...value, [name]: without(value[name], below, text) }
}

/** What is at one place of a record's cells: the type of its column. */
export function typeAt({ columns }: Table, index: number): ColumnType {
  return columns[index]?.type ?? 'json'
}

/** The cells with what warehouses refuse replaced; these very cells where there is nothing to replace. */
export function cleanedCells(table: Table, record: LandingRecord, cells: readonly Cell[]): readonly Cell[] {
  const isFit = (cell: Cell, index: number) =>
    typeof cell !== 'string' || (typeAt(table, index) === 'json' ? isCleanJson(cell) : isClean(cell))
  if (cells.every(isFit)) return cells
  const fields = table.columns.map(({ field }) => [field, cleanText(record.row[field])] as const)
  return cellsOf(table, { row: Object.fromEntries(fields), raw: cleanText(record.raw) })
}

/** A cell as it stands in a line of JSON. */
export function cellJson(cell: Cell, type: ColumnType): string {
  return type === 'json' && typeof cell === 'string' ? cell : JSON.stringify(cell)
}

/** What the cell at this place takes there. */
export function jsonBytes(table: Table, cells: readonly Cell[], index: number): number {
  return Buffer.byteLength(cellJson(cells[index] ?? null, typeAt(table, index)))
}

/** Each as it was read: what fits no column of its type is for others to find. */
const cellOf: Readonly<Record<ColumnType, (value: unknown) => Cell>> = {
  text: textCell,
  timestamp: textCell,
  integer: scalarCell,
  number: scalarCell,
  boolean: scalarCell,
  json: (value) => jsonCell(canonicalJson(value)),
}

function scalarCell(value: unknown): Cell {
  return typeof value === 'number' || typeof value === 'boolean' ? value : textCell(value)
}

function textCell(value: unknown): Cell {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return null
  return value instanceof Date ? value.toJSON() : jsonCell(JSON.stringify(value))
}

/** JSON's null is no value, as elsewhere. */
function jsonCell(json: string | undefined): Cell {
  return json === undefined || json === 'null' ? null : json
}
