import type { Table } from '../../contract/table.ts'
import { type Generation, notSeen } from './seen.ts'
import { type Place, relation, type Statement, statement } from './statement.ts'

export interface ReferenceQuestion {
  readonly table: Table
  /** The tables whose references to `table` count. */
  readonly from: readonly Table[]
  /** Absent: what is not in `table` itself. */
  readonly generation: Generation | undefined
  readonly after: string | undefined
  readonly limit: number
}

/** The next ids, in order and each once, that other tables point to and that are not there; undefined: none point here. */
export function missingReferences(place: Place, question: ReferenceQuestion): Statement | undefined {
  const { identifier: q } = place.dialect
  const parts = question.from.flatMap((table) => pointers(place, table, question.table.name))
  if (parts.length === 0) return undefined
  const missing = missingFrom(place, question)
  return statement(
    [
      `SELECT DISTINCT R.${q('id')} FROM (`,
      parts.map((part) => `  ${part}`).join('\n  UNION ALL\n'),
      `) R WHERE R.${q('id')} IS NOT NULL AND ${missing.sql}`,
      question.after === undefined ? '' : `AND R.${q('id')} > ?`,
      `ORDER BY R.${q('id')} LIMIT ${question.limit}`,
    ],
    [...missing.values, ...(question.after === undefined ? [] : [question.after])],
  )
}

function pointers(place: Place, from: Table, target: string): readonly string[] {
  const { identifier: q } = place.dialect
  return from.references
    .filter(({ table }) => table === target)
    .map(({ column }) => `SELECT ${q(column.name)} AS ${q('id')} FROM ${relation(place, from.name)}`)
}

function missingFrom(place: Place, { table, generation }: ReferenceQuestion): Statement {
  const { identifier: q } = place.dialect
  const id = `R.${q('id')}`
  if (generation !== undefined) return notSeen(place, table, generation, id)
  const landed = `SELECT 1 FROM ${relation(place, table.name)} T WHERE T.${q(table.primaryKey.name)} = ${id}`
  return statement([`NOT EXISTS (${landed})`])
}
