import type { Context } from 'hono'
import { refuseV1 } from '../http/errors.ts'

export interface Offset {
  readonly start: number
  readonly limit: number
}

/** `start` and `limit` of a v1 list; above its cap the limit is lowered without a word. */
export function offsetOf(context: Context, standard: number, cap = Number.MAX_SAFE_INTEGER): Offset {
  const start = wholeNumber(context, 'start', 0)
  // https://github.com/brekkylab/backlot/issues/217
  if (start > 100_000) throw refuseV1(400, 'Start of this size is no longer supported')
  return { start, limit: Math.min(wholeNumber(context, 'limit', standard), cap) }
}

export function wholeNumber(context: Context, name: string, standard: number): number {
  const given = context.req.query(name)
  if (given === undefined || given === '') return standard
  const number = Number(given)
  if (!Number.isInteger(number) || number < 0) throw refuseV1(400, `${name} must be a whole number`)
  return number
}
