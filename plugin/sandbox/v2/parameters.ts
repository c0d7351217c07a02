import type { Context } from 'hono'
import { refuseParameter } from '../http/errors.ts'
import type { Order } from '../source.ts'

/** A list parameter, repeated or separated by commas. Undefined: not given. */
export function listOf(
  context: Context,
  name: string,
  most = Number.POSITIVE_INFINITY,
): readonly string[] | undefined {
  const values = context.req
    .queries(name)
    ?.flatMap((value) => value.split(','))
    .filter((value) => value !== '')
  if (values === undefined || values.length === 0) return undefined
  if (values.length > most)
    throw refuseParameter(`Provided value for '${name}' has more than ${most} elements.`)
  return values
}

/** A list of ids, as a set. */
export function idsOf(context: Context, name: string, most = 250): ReadonlySet<string> | undefined {
  const ids = listOf(context, name, most)
  const wrong = ids?.find((id) => !/^\d+$/.test(id))
  if (wrong !== undefined) throw refuseType(name, 'Long')
  return ids === undefined ? undefined : new Set(ids)
}

/** Values of a list parameter out of those that are allowed. */
export function choicesOf(
  context: Context,
  name: string,
  allowed: readonly string[],
  defaults: readonly string[],
): readonly string[] {
  const values = listOf(context, name)?.map((value) => value.toLowerCase())
  if (values?.some((value) => !allowed.includes(value))) throw refuseType(name, allowed.join(', '))
  return values ?? defaults
}

export function choiceOf(context: Context, name: string, allowed: readonly string[]): string | undefined {
  const value = context.req.query(name)
  if (value === undefined || value === '') return undefined
  if (!allowed.includes(value)) throw refuseType(name, allowed.join(', '))
  return value
}

export function limitOf(context: Context, standard: number): number {
  const given = context.req.query('limit')
  if (given === undefined) return standard
  const limit = Number(given)
  if (!Number.isInteger(limit)) throw refuseType('limit', 'Integer')
  if (limit < 1 || limit > 250) {
    throw refuseParameter(`Provided value for 'limit' must be between 1 and 250.`)
  }
  return limit
}

export interface Sort {
  readonly order: Order
  readonly descending: boolean
}

/** The names of the orders that a listing knows, the default first. */
export type SortNames = Readonly<Record<string, Order>>

export function sortOf(context: Context, names: SortNames): Sort {
  const given = context.req.query('sort') ?? ''
  const order = names[given.replace(/^-/, '')]
  if (given !== '' && order === undefined) throw refuseType('sort', Object.keys(names).join(', '))
  return { order: order ?? 'id', descending: given.startsWith('-') }
}

function refuseType(name: string, expected: string) {
  return refuseParameter(
    `Provided value for '${name}' is not the correct type. Expected type is ${expected}.`,
  )
}
