import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { Around } from './around.ts'
import type { Query } from './client.ts'
import { isPoison } from './poison.ts'
import { idsOf, type Sorted } from './records.ts'
import { halfOf, type Listed, smallestPage, still, straightWalk, type WalkRequest } from './straight-walk.ts'

/** The order of the listing itself, as its opposite is `around.opposite`. */
export const forward: Query = {}

export interface Middle<Item> {
  readonly request: WalkRequest<Item>
  readonly around: Around<Item>
  readonly limit: number
  /** Ids of the records on both sides of it. */
  readonly last: string | undefined
  readonly first: string | undefined
}

export interface Approach {
  /** Id of the record it came to. */
  readonly at: string | undefined
  /** Why not to the end. */
  readonly failure: SyncError | undefined
}

/** From one record towards another (or to the end), by ids, in pages as small as it takes. */
export async function* approach<Item>(
  { request, around, limit }: Middle<Item>,
  order: Query,
  from: string | undefined,
  to: string | undefined,
): AsyncGenerator<Listed<Item>, Approach> {
  const query = { ...request.query, ...around.light, ...order }
  const light = { ...request, item: z.unknown(), query, options: still }
  let at = from
  let page: readonly string[] = []
  for (let size = limit; ; size = halfOf(size)) {
    try {
      for await (const ids of idsBetween(light, size, at, to)) {
        if (ids === 'reached') return { at, failure: undefined }
        yield { ...inOrder(await around.byIds(ids), ids), ids, base: request.base, resume: undefined }
        at = ids.at(-1) ?? at
        page = ids.length > 0 ? ids : page
      }
      const hasReached = to === undefined && (await isEnd(request, around, order, [at, ...page]))
      return { at, failure: hasReached ? undefined : cutOff(request) }
    } catch (error) {
      if (!isPoison(error)) throw error
      if (size <= smallestPage) return { at, failure: error }
    }
  }
}

/** Whether a walk in this order that gave these ids last, if any, came to its end. */
async function isEnd<Item>(
  request: WalkRequest<Item>,
  { light, opposite }: Around<Item>,
  order: Query,
  given: readonly (string | undefined)[],
): Promise<boolean> {
  const end = await firstOf(request, { ...light, ...(order === forward ? opposite : forward) })
  return given.includes(end)
}

/** The id of the listing's first record. */
export async function firstOf(request: WalkRequest<unknown>, query: Query): Promise<string | undefined> {
  const asked = { ...request, item: z.unknown(), query: { ...request.query, ...query }, options: still }
  for await (const { ids } of straightWalk(asked, { cursor: undefined, limit: 1 }))
    if (ids[0] !== undefined) return ids[0]
  return undefined
}

function cutOff({ site, path }: WalkRequest<unknown>): SyncError {
  const message = 'the listing ends before its last record'
  return new SyncError('data', message, { code: 'listing_cut_off', url: `${site}${path}` })
}

/** The ids of the listing from after one of them until before another, page by page, then word that it came to that. */
async function* idsBetween(
  light: WalkRequest<unknown>,
  limit: number,
  after: string | undefined,
  until: string | undefined,
): AsyncGenerator<readonly string[] | 'reached'> {
  let isBehind = after === undefined
  for await (const { ids } of straightWalk(light, { cursor: undefined, limit })) {
    const from = isBehind ? 0 : ids.indexOf(after ?? '') + 1
    if (!isBehind && from === 0) continue
    isBehind = true
    const to = until === undefined ? -1 : ids.indexOf(until)
    yield ids.slice(from, to < 0 ? undefined : to)
    if (to >= 0) return yield 'reached'
  }
  // The record before the break has gone meanwhile.
  if (!isBehind) yield* idsBetween(light, limit, undefined, until)
}

// A walk that goes by stamps looks at their order.
function inOrder<Item>({ items, isolated }: Sorted<Item>, ids: readonly string[]): Sorted<Item> {
  const places = new Map(ids.map((id, place) => [id, place]))
  const placeOf = (raw: unknown) => places.get(idsOf([raw])[0] ?? '') ?? ids.length
  return { items: items.toSorted((a, b) => placeOf(a.raw) - placeOf(b.raw)), isolated }
}
