import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord } from '../../src/contract/stream.ts'
import type { Ask, Query, Received } from './client.ts'
import { cursorOf } from './links.ts'
import { promised } from './promised.ts'
import { sortOut } from './records.ts'

export interface WalkOptions {
  /** A `Listed.resume`: the walk goes on after that page. */
  readonly resume?: string | undefined
  /** Asks for the next page while this one is used; off where a walk usually ends early. */
  readonly readAhead?: boolean
}

/** One page of a listing. */
export interface Listed<Item> {
  readonly items: readonly Received<Item>[]
  readonly isolated: readonly IsolatedRecord[]
  /** What relative links in the records start with. */
  readonly base: string
  /** Where the walk goes on after this page; undefined on the last one. */
  readonly resume: string | undefined
}

export interface WalkRequest<Item> {
  readonly site: string
  /** For listings that do not say it themselves. */
  readonly base: string
  readonly ask: Ask
  readonly item: z.ZodType<Item>
  readonly path: string
  readonly query: Query
  readonly options: WalkOptions
}

const restartsAllowed = 3

/**
 * A listing to its end: no next link, or a page without results. Fewer results than the limit say nothing,
 * since sites cap pages silently. A refused cursor starts the listing over, and so does any refusal (400, 404) of
 * the place that a resumed walk goes on from: what was given already comes again.
 */
export async function* walk<Item>(request: WalkRequest<Item>): AsyncGenerator<Listed<Item>> {
  let place = placeOf(request)
  for (let restarts = 0; ; restarts += 1) {
    try {
      return yield* walkFrom(request, place)
    } catch (error) {
      const isRefused = error instanceof SyncError && error.code === 'cursor_refused'
      if (!isRefused || restarts >= restartsAllowed) throw error
      place = { ...place, cursor: undefined }
    }
  }
}

interface Place {
  readonly cursor: string | undefined
  readonly limit: number
}

const token = z.object({ cursor: z.string(), limit: z.number() })

// A cursor is good for the limit it was made with alone, so the limit is part of the token.
function placeOf({ query, options }: WalkRequest<unknown>): Place {
  const limit = Number(query['limit'])
  if (options.resume === undefined) return { cursor: undefined, limit }
  const parsed = token.safeParse(parseJson(options.resume))
  return parsed.success ? parsed.data : { cursor: undefined, limit }
}

async function* walkFrom<Item>(request: WalkRequest<Item>, place: Place): AsyncGenerator<Listed<Item>> {
  const { site, path, options } = request
  const seen = new Set(place.cursor === undefined ? [] : [place.cursor])
  let coming: Promise<PageAnswer> | undefined = askFor(request, place).catch(refusalAt(place))
  while (coming !== undefined) {
    const { results, _links }: PageAnswer = await coming
    const cursor: string | undefined =
      results.length === 0 ? undefined : cursorOf(_links.next, new URL(`${site}${path}`), seen)
    const next: Place | undefined = cursor === undefined ? undefined : { cursor, limit: place.limit }
    coming = next && options.readAhead !== false ? askFor(request, next) : undefined
    const resume = next && JSON.stringify(next)
    yield { ...sortOut(results, request.item, `${site}${path}`), base: _links.base ?? request.base, resume }
    if (next !== undefined) coming ??= askFor(request, next)
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
