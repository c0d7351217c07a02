import type { Table } from '../../contract/table.ts'
import { cellJson } from '../cells.ts'
import { stagedColumns } from '../sql/stage.ts'
import type { StagedRow } from '../staged-row.ts'

/** A row as one line of JSON, named as the columns. */
export function stagedLine(table: Table, { cells, rowHash, meta, raw }: StagedRow, sequence: number): string {
  const values = [sequence, ...cells, rowHash, meta, raw]
  const fields = stagedColumns(table).map(
    ([name, type], index) => `${JSON.stringify(name)}:${cellJson(values[index] ?? null, type)}`,
  )
  return `{${fields.join(',')}}\n`
}
