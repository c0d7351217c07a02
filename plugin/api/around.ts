import { approach, firstOf, forward, type Middle } from './approach.ts'
import type { Query } from './client.ts'
import type { End } from './end.ts'
import type { MeetingPoint } from './meeting.ts'
import { isolatedBy, isPoison } from './poison.ts'
import type { Sorted } from './records.ts'
import type { Listed, WalkRequest } from './straight-walk.ts'

/** What else a listing can be asked for; each query is put over the listing's own. */
export interface Around<Item> {
  /** The same records in the same order with as little in them as possible. */
  readonly light: Query
  /** The same records in the opposite order: what comes first there proves the end here. */
  readonly opposite: Query
  /**
   * When to walk in that order too, from the end: at once, in an order in which no record ever moves; when the walk
   * breaks; never where a walk stops long before the end.
   */
  readonly backward: 'at_once' | 'when_broken' | 'never'
  /** Where two such walks meet. */
  readonly meetsAt: MeetingPoint
  /**
   * Whether a listing that is a single empty page is taken at its word, so that where most are empty these cost
   * nothing more. One that gave anything is proved all the same.
   */
  readonly believesEmpty?: boolean
  /** These records by their ids; one that breaks its answer is isolated. */
  byIds(ids: readonly string[]): Promise<Sorted<Item>>
}

/**
 * Whether a walk that is over ended where the listing really ends: the first record of the opposite order must be
 * among the last ones given. Otherwise a next link was missing, or the site has grown. What is left to say then, most
 * often nothing; undefined: it is not proved.
 */
export async function proofOf<Item>(
  request: WalkRequest<Item>,
  around: Around<Item>,
  { outcome, memory, place }: End<Item>,
): Promise<readonly Listed<Item>[] | undefined> {
  if (outcome === undefined || outcome.failure !== undefined) return undefined
  const isOnePage = place.cursor === undefined
  if (around.believesEmpty && isOnePage && memory.last === undefined) return []
  const top = await firstOf(request, { ...around.light, ...around.opposite })
  if (top === undefined && memory.last === undefined) return outcome.goesOn ? [onlyEmpty(request)] : []
  return memory.has(top ?? '') ? [] : undefined
}

function onlyEmpty({ site, path, base }: WalkRequest<unknown>): Listed<never> {
  const message = `the listing ${path} gives nothing but empty pages`
  const isolated = [{ code: 'empty_pages', message, url: `${site}${path}` }]
  return { items: [], isolated, ids: [], base, resume: undefined }
}

/**
 * What stands between two walks that could not meet:
 *
 *    walked               breaks              breaks     walked from the end
 *   ───────────────▶ last ╳╳╳╳╳ one by one, by id ╳╳╳╳╳ first ◀──────────────
 *
 * It comes by its ids, which a listing without bodies tells. Where that breaks as well, in pages as small as can be,
 * the place is isolated. Throws the failure when nothing at all can be had.
 */
export async function* between<Item>(
  request: WalkRequest<Item>,
  around: Around<Item>,
  [before, behind]: readonly [End<Item>, End<Item>?],
): AsyncGenerator<Listed<Item>> {
  const last = before.memory.last
  const first = behind?.memory.last
  const middle: Middle<Item> = { request, around, limit: before.place.limit, last, first }
  const ahead = yield* approach(middle, forward, last, first)
  if (ahead.failure === undefined) return
  const back =
    behind === undefined
      ? { at: first, failure: ahead.failure }
      : yield* approach(middle, around.opposite, first, ahead.at)
  if (back.failure === undefined) return
  // Nothing but failures: this may not be about a record.
  if (ahead.at === last && back.at === first && !(await isUp(request, around))) throw ahead.failure
  const place = `the records of ${request.path} between ${ahead.at ?? 'the first'} and ${back.at ?? 'the last'}`
  const isolated = [isolatedBy(ahead.failure, place)]
  yield { items: [], isolated, ids: [], base: request.base, resume: undefined }
}

/** Whether the site answers for the listing at all, be it for one record at one of its ends. */
export async function isUp<Item>(
  request: WalkRequest<Item>,
  { light, opposite }: Around<Item>,
): Promise<boolean> {
  for (const order of [forward, opposite])
    try {
      await firstOf(request, { ...light, ...order })
      return true
    } catch (error) {
      if (!isPoison(error)) throw error
    }
  return false
}
