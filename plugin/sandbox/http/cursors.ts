import { z } from 'zod'
import type { Position } from '../positions.ts'

const shape = z.object({
  query: z.string(),
  limit: z.number(),
  keys: z.array(z.union([z.number(), z.string()])),
  id: z.string(),
})

/** A place in a listing: the sort keys and the id of the last record given. */
export interface Place {
  readonly keys: readonly (number | string)[]
  readonly id: string
}

/** An opaque token for this place, good for this query and limit alone. */
export function writeCursor(query: string, limit: number, place: Place): string {
  const text = JSON.stringify({ query: fingerprint(query), limit, keys: place.keys, id: place.id })
  return Buffer.from(text).toString('base64')
}

/** Undefined: not a cursor of ours, or one of another query or limit. */
export function readCursor(cursor: string, query: string, limit: number): Place | undefined {
  const parsed = shape.safeParse(parseJson(Buffer.from(cursor, 'base64').toString()))
  if (!parsed.success) return undefined
  const isOurs = parsed.data.query === fingerprint(query) && parsed.data.limit === limit
  return isOurs ? { keys: parsed.data.keys, id: parsed.data.id } : undefined
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
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
