import { approach, firstOf, forward, type Middle, still } from './approach.ts'
import type { Query } from './client.ts'
import type { Memory } from './memory.ts'
import { isolatedBy, isPoison } from './poison.ts'
import type { Sorted } from './records.ts'
import { isRefused, type Listed, straightWalk, type WalkRequest } from './straight-walk.ts'

/** What else a listing can be asked for; each query is put over the listing's own. */
export interface Around<Item> {
  /** The same records in the same order with as little in them as possible. */
  readonly light: Query
  /** The same records in the opposite order: what comes first there proves the end here. */
  readonly opposite: Query
  /** Whether to read in that order too, from the end; not where a walk stops long before it. */
  readonly fromTheEnd: boolean
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
  { memory, goesOn, limit }: Ended,
): AsyncGenerator<Listed<Item>> {
  const top = await firstOf(request, { ...around.light, ...around.opposite })
  const isEmpty = top === undefined && memory.last === undefined
  if (isEmpty && goesOn) yield onlyEmpty(request)
  else if (!isEmpty && !memory.has(top ?? '')) yield* readAround(request, around, memory, limit)
}

/** A walk that came to an end. */
export interface Ended {
  readonly memory: Memory
  /** Its last pages were empty, and there were more of them. */
  readonly goesOn: boolean
  readonly limit: number
}

function onlyEmpty({ site, path, base }: WalkRequest<unknown>): Listed<never> {
  const message = `the listing ${path} gives nothing but empty pages`
  const isolated = [{ code: 'empty_pages', message, url: `${site}${path}` }]
  return { items: [], isolated, ids: [], base, resume: undefined }
}

interface End {
  /** The walk came to a record that was given before. */
  readonly hasMet: boolean
  /** Id of the record it came to before it broke. */
  readonly first: string | undefined
}

async function* fromTheEnd<Item>(
  request: WalkRequest<Item>,
  around: Around<Item>,
  memory: Memory,
  limit: number,
): AsyncGenerator<Listed<Item>, End> {
  let first: string | undefined
  if (!around.fromTheEnd) return { hasMet: false, first }
  const query = { ...request.query, ...around.opposite }
  try {
    for await (const listed of straightWalk(
      { ...request, query, options: still },
      { cursor: undefined, limit },
    )) {
      yield { ...listed, resume: undefined }
      if (listed.ids.some(memory.has)) return { hasMet: true, first }
      first = listed.ids.at(-1) ?? first
    }
    // The other end is no proof: a next link may be missing in this order too.
    return { hasMet: false, first }
  } catch (error) {
    if (!isPoison(error) && !isRefused(error)) throw error
    return { hasMet: false, first }
  }
}

async function* between<Item>(middle: Middle<Item>): AsyncGenerator<Listed<Item>> {
  const { request, around, last, first } = middle
  const ahead = yield* approach(middle, forward, last, first)
  if (ahead.failure === undefined) return
  const back = around.fromTheEnd
    ? yield* approach(middle, around.opposite, first, ahead.at)
    : { at: first, failure: ahead.failure }
  if (back.failure === undefined) return
  // Nothing but failures: this is not about a record.
  if (ahead.at === last && back.at === undefined) throw ahead.failure
  const place = `the records of ${request.path} between ${ahead.at ?? 'the first'} and ${back.at ?? 'the last'}`
  const isolated = [isolatedBy(ahead.failure, place)]
  yield { items: [], isolated, ids: [], base: request.base, resume: undefined }
}
