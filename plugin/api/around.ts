import { z } from 'zod'
import type { SyncError } from '../../src/contract/errors.ts'
import type { Query } from './client.ts'
import type { Memory } from './memory.ts'
import { isolatedBy, isPoison } from './poison.ts'
import { idsOf, type Sorted } from './records.ts'
import {
  halfOf,
  isRefused,
  type Listed,
  smallestPage,
  straightWalk,
  type WalkRequest,
} from './straight-walk.ts'

/** What else a listing can be asked for; each query is put over the listing's own. */
export interface Around<Item> {
  /** The same records in the same order with as little in them as possible. */
  readonly light: Query
  /** The same records in the opposite order; absent where a walk does not go to the end. */
  readonly reverse?: Query
  /** These records by their ids; one that breaks its answer is isolated. */
  byIds(ids: readonly string[]): Promise<Sorted<Item>>
}

/**
 * A listing whose next page breaks the site, to its end all the same:
 *
 *    walked               breaks              breaks     walked from the end
 *   ───────────────▶ last ╳╳╳╳╳ one by one, by id ╳╳╳╳╳ first ◀──────────────
 *
 * What stands between comes by its ids, which a listing without bodies tells. Where that breaks as well, in pages
 * as small as can be, the place is isolated. Throws the failure when nothing at all can be had behind the break.
 */
export async function* readAround<Item>(
  request: WalkRequest<Item>,
  around: Around<Item>,
  memory: Memory,
  limit: number,
): AsyncGenerator<Listed<Item>> {
  const { hasMet, first } = yield* fromTheEnd(request, around, memory, limit)
  if (!hasMet) yield* between({ request, around, limit, last: memory.last, first })
}

/**
 * Proves that the listing ended where it really ends: the first record of the opposite order must be among the last
 * ones given. Otherwise a next link was missing, or the site has grown: what is missing is read from the end.
 */
export async function* provenEnd<Item>(
  request: WalkRequest<Item>,
  around: Around<Item>,
  memory: Memory,
  limit: number,
): AsyncGenerator<Listed<Item>> {
  if (around.reverse === undefined) return
  const query = { ...request.query, ...around.light, ...around.reverse }
  const start = { cursor: undefined, limit: 1 }
  for await (const { ids } of straightWalk({ ...request, item: z.unknown(), query, options: still }, start)) {
    const [top] = ids
    if (top !== undefined && !memory.has(top)) yield* readAround(request, around, memory, limit)
    return
  }
}

const still = { readAhead: false }

interface End {
  /** The walk came to a record that was given before, or to the other end. */
  readonly hasMet: boolean
  /** Id of the record it came to before it broke. */
  readonly first: string | undefined
}

async function* fromTheEnd<Item>(
  request: WalkRequest<Item>,
  { reverse }: Around<Item>,
  memory: Memory,
  limit: number,
): AsyncGenerator<Listed<Item>, End> {
  let first: string | undefined
  if (reverse === undefined) return { hasMet: false, first }
  const query = { ...request.query, ...reverse }
  try {
    for await (const listed of straightWalk(
      { ...request, query, options: still },
      { cursor: undefined, limit },
    )) {
      yield { ...listed, resume: undefined }
      if (listed.ids.some(memory.has)) return { hasMet: true, first }
      first = listed.ids.at(-1) ?? first
    }
    return { hasMet: true, first }
  } catch (error) {
    if (!isPoison(error) && !isRefused(error)) throw error
    return { hasMet: false, first }
  }
}

interface Middle<Item> {
  readonly request: WalkRequest<Item>
  readonly around: Around<Item>
  readonly limit: number
  /** Ids of the records on both sides of it. */
  readonly last: string | undefined
  readonly first: string | undefined
}

async function* between<Item>(middle: Middle<Item>): AsyncGenerator<Listed<Item>> {
  const { request, around, last, first } = middle
  const ahead = yield* approach(middle, {}, last, first)
  if (ahead.failure === undefined) return
  const back =
    around.reverse === undefined
      ? { at: first, failure: ahead.failure }
      : yield* approach(middle, around.reverse, first, ahead.at)
  if (back.failure === undefined) return
  // Nothing but failures: this is not about a record.
  if (ahead.at === last && back.at === undefined) throw ahead.failure
  const place = `the records of ${request.path} between ${ahead.at ?? 'the first'} and ${back.at ?? 'the last'}`
  const isolated = [isolatedBy(ahead.failure, place)]
  yield { items: [], isolated, ids: [], base: request.base, resume: undefined }
}

interface Approach {
  /** Id of the record it came to. */
  readonly at: string | undefined
  /** Why not to the end. */
  readonly failure: SyncError | undefined
}

/** From one record towards another, by ids, in pages as small as it takes. */
async function* approach<Item>(
  { request, around, limit }: Middle<Item>,
  order: Query,
  from: string | undefined,
  to: string | undefined,
): AsyncGenerator<Listed<Item>, Approach> {
  const query = { ...request.query, ...around.light, ...order }
  const light = { ...request, item: z.unknown(), query, options: still }
  let at = from
  for (let size = limit; ; size = halfOf(size)) {
    try {
      for await (const ids of idsBetween(light, size, at, to)) {
        yield { ...inOrder(await around.byIds(ids), ids), ids, base: request.base, resume: undefined }
        at = ids.at(-1) ?? at
      }
      return { at, failure: undefined }
    } catch (error) {
      if (!isPoison(error)) throw error
      if (size <= smallestPage) return { at, failure: error }
    }
  }
}

/** The ids of the listing from after one of them until before another, page by page. */
async function* idsBetween(
  light: WalkRequest<unknown>,
  limit: number,
  after: string | undefined,
  until: string | undefined,
): AsyncGenerator<readonly string[]> {
  let isBehind = after === undefined
  for await (const { ids } of straightWalk(light, { cursor: undefined, limit })) {
    const from = isBehind ? 0 : ids.indexOf(after ?? '') + 1
    if (!isBehind && from === 0) continue
    isBehind = true
    const to = until === undefined ? -1 : ids.indexOf(until)
    yield ids.slice(from, to < 0 ? undefined : to)
    if (to >= 0) return
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
