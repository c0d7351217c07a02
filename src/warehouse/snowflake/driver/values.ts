import type { Readable } from 'node:stream'
import { openScales } from '../../answer-size.ts'
import type { Scalar } from '../../sql/statement.ts'
import type { Answer } from '../session.ts'
import type { DriverColumn } from './sdk.ts'

/**
 * Reads a result to its end. The driver hands out texts, of which numbers and booleans are made here, and dates, of
 * which texts are made: ISO 8601 whatever format the account prefers, instants in UTC. With a number of rows, reads no
 * more than these, and throws SyncError `config` code `answer_too_large` when they hold too much.
 */
export async function readAnswer(
  columns: readonly DriverColumn[],
  stream: Readable,
  mostRows?: number,
): Promise<Answer> {
  const types = columns.map((column) => column.getType().toLowerCase())
  const rows: (readonly Scalar[])[] = []
  const weigh = openScales()
  // Leaving the loop ends the stream: what was not asked for yet stays where it is.
  for await (const row of stream) {
    if (rows.length === mostRows) break
    if (!Array.isArray(row)) continue
    const values = types.map((type, index) => scalarOf(row[index], type))
    if (mostRows !== undefined) weigh(values)
    rows.push(values)
  }
  const names = columns.map((column) => column.getName())
  return { columns: names, types, rows, ...changesOf(names, rows[0]) }
}

type Read = (text: string) => Scalar

const byType: Readonly<Record<string, Read>> = {
  fixed: numberOrText,
  real: (text) => (Number.isFinite(Number(text)) ? Number(text) : text),
}

const lengthByType: Readonly<Record<string, number>> = {
  date: 'YYYY-MM-DD'.length,
  // Without the zone that it does not have.
  timestamp_ntz: 'YYYY-MM-DDTHH:MM:SS.sss'.length,
}

function scalarOf(value: unknown, type: string): Scalar {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString().slice(0, lengthByType[type])
  if (typeof value === 'boolean') return value
  return (byType[type] ?? asText)(String(value))
}

function asText(text: string): string {
  return text
}

/** A number that JavaScript cannot hold exactly keeps its text. */
function numberOrText(text: string): Scalar {
  const number = Number(text)
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number
}

/** https://docs.snowflake.com/en/sql-reference/sql/merge — a changing statement answers one row of counts. */
const counts = {
  inserted: 'number of rows inserted',
  updated: 'number of rows updated',
  deleted: 'number of rows deleted',
} as const

function changesOf(
  names: readonly string[],
  row: readonly Scalar[] | undefined,
): Pick<Answer, keyof typeof counts> {
  const count = (name: string) => {
    const value = row?.[names.findIndex((column) => column.toLowerCase() === name)]
    return typeof value === 'number' ? value : 0
  }
  return {
    inserted: count(counts.inserted),
    updated: count(counts.updated),
    deleted: count(counts.deleted),
  }
}
