import { z } from 'zod'
import type { Position } from '../positions.ts'

const shape = z.object({
  query: z.string(),
  limit: z.number(),
  keys: z.array(z.union([z.number(), z.string()])),
  id: z.string(),
  /** The place before the first record. */
  isStart: z.boolean().optional(),
})

/** A place in a listing: the sort keys and the id of the last record given. */
export interface Place {
  readonly keys: readonly (number | string)[]
  readonly id: string
}

/** An opaque token for this place, good for this query and limit alone. */
export function writeCursor(query: string, limit: number, { keys, id }: Place): string {
  return encode({ query: fingerprint(query), limit, keys, id })
}

/** Where a listing goes on; undefined: at its start. Throws `refusal` for a cursor of another query or limit, or none of ours. */
export function readCursor(
  cursor: string | undefined,
  query: string,
  limit: number,
  refusal: () => Error,
): Place | undefined {
  if (cursor === undefined) return undefined
  const { data } = shape.safeParse(decode(cursor))
  if (data === undefined || data.query !== fingerprint(query) || data.limit !== limit) throw refusal()
  return data.isStart ? undefined : { keys: data.keys, id: data.id }
}

/** Another token for the place of `cursor`, a listing's start where there is none, in the listing that `other` belongs to. */
export function reissue(other: string, cursor: string | undefined, turn: number): string {
  const { query, limit } = shape.parse(decode(other))
  const { data = { keys: [], id: '', isStart: true } } = shape.safeParse(decode(cursor ?? ''))
  return encode({ ...data, query, limit, turn })
}

/** Everything of a query that a cursor is bound to, whatever the order of the parameters. */
export function boundQuery(path: string, query: URLSearchParams): string {
  const pairs = [...query].filter(([name]) => !['cursor', 'limit', 'start', 'next', 'expand'].includes(name))
  return `${path}?${pairs
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&')}`
}

export function positionOfPlace(place: Place | undefined): Position | undefined {
  return place === undefined ? undefined : { key: place.keys[0] ?? '', id: place.id }
}

function encode(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64')
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64').toString())
  } catch {
    return undefined
  }
}

// FNV-1a: short, and enough to tell one query from another.
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let place = 0; place < text.length; place++)
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193)
  return (hash >>> 0).toString(36)
}
