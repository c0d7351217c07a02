import { metadataColumns } from '../../src/contract/table.ts'
import type { QueryResult, Warehouse } from '../../src/contract/warehouse.ts'
import type { Finding } from './judge.ts'

/** The live rows of each stream, all their columns; by the stream's name. */
export type WholeRows = ReadonlyMap<string, QueryResult>

export async function readWhole(warehouse: Warehouse, streams: readonly string[]): Promise<WholeRows> {
  const tables = new Map<string, QueryResult>()
  for (const name of streams)
    tables.set(name, await warehouse.query(`select * from ${name} where _deleted_at is null`))
  return tables
}

const { syncedAt, runId, deletedAt, meta, raw } = metadataColumns
// They tell about runs; and a row that has not changed keeps the record that it was first made of.
const ofRuns: ReadonlySet<string> = new Set([syncedAt, runId, deletedAt, meta, raw])

/** What landed otherwise than a first read of the same site lands it. Which rows there are is judged elsewhere. */
export function judgeWhole(landed: WholeRows, first: WholeRows): readonly Finding[] {
  return [...first].flatMap(([stream, { columns, rows }]) => {
    const known = new Map(landed.get(stream)?.rows.map((row) => [row[0], row]))
    const idsOf = (place: number) =>
      rows.flatMap((row) => {
        const same = known.get(row[0])
        return same === undefined || same[place] === row[place] ? [] : [String(row[0])]
      })
    return columns.flatMap((column, place): readonly Finding[] => {
      const ids = ofRuns.has(column) ? [] : idsOf(place)
      const detail = `a first read lands another ${column}`
      return ids.length === 0 ? [] : [{ check: 'missing', run: 'full', stream, ids, detail }]
    })
  })
}
