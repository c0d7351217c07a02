import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord } from '../../src/contract/stream.ts'
import type { Around } from './around.ts'
import type { Ask, Query, Received } from './client.ts'
import { cursorOf } from './links.ts'
import { promised } from './promised.ts'
import { idsOf, sortOut } from './records.ts'

export interface WalkOptions<Item> {
  /** A `Listed.resume`: the walk goes on after that page. */
  readonly resume?: string | undefined
  /**
   * Whether to ask for the next page while the one with these ids is used. Always where not said; never where a walk
   * usually ends early.
   */
  readAhead?(ids: readonly string[]): boolean
  /** Whether another stream goes through the same listing: then one answer does for both. */
  readonly isShared?: boolean
  /** How to get around a page that breaks, and how to prove that the listing really ended. */
  readonly around?: Around<Item>
}

/** One page of a listing. */
export interface Listed<Item> {
  readonly items: readonly Received<Item>[]
  /** Of all its records in their order, also of those that cannot be read; one without an id has none. */
  readonly ids: readonly string[]
  readonly isolated: readonly IsolatedRecord[]
  /** What relative links in the records start with. */
  readonly base: string
  /** Where the walk goes on after this page; undefined where it cannot, and on the only one. */
  readonly resume: string | undefined
}

/** One page of a walk, and where it goes on; nowhere after the last one. */
export interface Walked<Item> extends Omit<Listed<Item>, 'resume'> {
  readonly next: Place | undefined
}

export interface WalkRequest<Item> {
  readonly site: string
  /** For listings that do not say it themselves. */
  readonly base: string
  readonly ask: Ask
  readonly item: z.ZodType<Item>
  readonly path: string
  readonly query: Query
  readonly options: WalkOptions<Item>
}

export interface Place {
  readonly cursor?: string | undefined
  readonly limit: number
  /** Ids of the last records before the place. */
  readonly before?: readonly string[] | undefined
  /** Id of the very first record of the walk. */
  readonly first?: string | undefined
  /** How many records came before it since the first that a walk from the other end has given too. */
  readonly across?: number | undefined
}

/**
 * The listing from a place on, as the site gives it, until there is no next link. An empty page says nothing: its
 * next link is followed, a few times. Throws at the first page that cannot be had.
 */
export async function* straightWalk<Item>(
  request: WalkRequest<Item>,
  start: Place,
): AsyncGenerator<Walked<Item>> {
  const { site, path, item, options } = request
  const seen = new Set(start.cursor === undefined ? [] : [start.cursor])
  let place: Place | undefined = start
  let coming: Promise<PageAnswer> | undefined = askFor(request, start).catch(refusalAt(start))
  for (let empty = 0; place !== undefined && empty < mostEmpty; ) {
    const { results, _links, cursor }: LinkedAnswer = await linked(request, place, seen, coming)
    empty = results.length === 0 ? empty + 1 : 0
    const ids = idsOf(results)
    const next: Place | undefined = cursor === undefined ? undefined : { cursor, limit: place.limit }
    coming = next && (options.readAhead?.(ids) ?? true) ? askFor(request, next) : undefined
    if (coming !== undefined) await pause(sendingMs)
    yield { ...sortOut(results, item, `${site}${path}`), ids, base: _links.base ?? request.base, next }
    place = next
  }
}

/** A request is sent some turns of the event loop after it was asked for: using the page before would hold it up. */
const sendingMs = 4

/** Nothing is asked for before it is wanted. */
export const still = { readAhead: () => false }

/** The smallest page that is tried before a listing is given up. */
export const smallestPage = 5

/** The next limit to try, never below the smallest. */
export const halfOf = (limit: number): number => Math.max(smallestPage, Math.floor(limit / 2))

/** Whether the site does not take its own cursor back. */
export const isRefused = (error: unknown): boolean =>
  error instanceof SyncError && error.code === 'cursor_refused'

const mostEmpty = 3
const timesToAsk = 3

interface LinkedAnswer extends PageAnswer {
  readonly cursor: string | undefined
}

/** The page with the cursor of the next one. A link that leads nowhere may be a slip: the page is asked for again. */
async function linked<Item>(
  request: WalkRequest<Item>,
  place: Place,
  seen: Set<string>,
  coming: Promise<PageAnswer> | undefined,
): Promise<LinkedAnswer> {
  const listing = new URL(`${request.site}${request.path}`)
  for (let asked = 1; ; asked += 1) {
    const answer = await (asked === 1 && coming !== undefined ? coming : askFor(request, place))
    try {
      return { ...answer, cursor: cursorOf(answer._links.next, listing, seen) }
    } catch (error) {
      if (answer.results.length === 0) return { ...answer, cursor: undefined }
      if (asked >= timesToAsk) throw error
    }
  }
}

const refusals: ReadonlySet<number | undefined> = new Set([400, 404])

// Only the place has aged since the listing was asked for before, so that is what a refusal is about.
const refusalAt =
  ({ cursor }: Place) =>
  (error: unknown): never => {
    if (cursor === undefined || !(error instanceof SyncError) || !refusals.has(error.request.status))
      throw error
    throw new SyncError('data', error.message, { ...error.request, code: 'cursor_refused', cause: error })
  }

type PageAnswer = z.infer<typeof pageAnswer>

// Null-safe: sites have been seen to give `next: null`.
const pageAnswer = z.object({
  results: z.array(z.unknown()),
  _links: z
    .object({
      next: z
        .string()
        .nullish()
        .transform((next) => next ?? undefined),
      base: z.string().optional(),
    })
    .default({ next: undefined }),
})

function askFor<Item>({ ask, path, query }: WalkRequest<Item>, place: Place): Promise<PageAnswer> {
  const { cursor, limit } = place
  const answer = ask(path, { ...query, limit, cursor }).then((value) => promised(pageAnswer, value, path))
  // Read ahead and then not wanted any more: nobody is left to hear of its failure.
  answer.catch(() => undefined)
  return answer
}
