import type { DuckDBResult } from '@duckdb/node-api'
import { openScales } from '../answer-size.ts'
import type { Scalar } from '../sql/statement.ts'
import { scalarRow } from './values.ts'

/** The first rows of an answer, read no further. Throws SyncError `config` code `answer_too_large`. */
export async function firstRows(result: DuckDBResult, most: number): Promise<readonly (readonly Scalar[])[]> {
  const rows: (readonly Scalar[])[] = []
  const weigh = openScales()
  for await (const chunk of result)
    for (let index = 0; index < chunk.rowCount; index += 1) {
      if (rows.length === most) return rows
      const row = scalarRow(chunk, index)
      weigh(row)
      rows.push(row)
    }
  return rows
}
