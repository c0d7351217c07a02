import { z } from 'zod'
import { between, isUp, proofOf } from './around.ts'
import { type End, openEnd } from './end.ts'
import { isWorthAsking } from './gap.ts'
import { meeting } from './meeting.ts'
import type { Listed, Place, Walked, WalkRequest } from './straight-walk.ts'

/**
 * A listing to its end, from one end or from both. Where it can be asked for in other ways, it is proved that nothing
 * was left out, and what breaks the site is read around; where it cannot, that throws.
 */
export async function* walk<Item>(request: WalkRequest<Item>): AsyncGenerator<Listed<Item>> {
  const { around } = request.options
  const start = startOf(request)
  if (start.hasMet) return
  const walkers: End<Item>[] = []
  const mayReadAhead = () => isWorthAsking(walkers)
  using forward = openEnd(request, start, mayReadAhead)
  walkers.push(forward)
  const first =
    start.backward === undefined ? yield* alone(forward, around?.backward === 'at_once') : undefined
  if (around === undefined) return throwFailure(forward)
  const proof = await proofOf(request, around, forward)
  if (proof !== undefined) return yield* proof
  // Where not even a single record comes, smaller pages and other ways would only take longer to fail.
  if (forward.memory.last === undefined && !(await isUp(request, around))) throwFailure(forward)
  if (around.backward === 'never') return yield* between(request, around, [forward])
  const query = { ...request.query, ...around.opposite }
  const end = start.backward ?? { cursor: undefined, limit: forward.place.limit }
  using backward = openEnd({ ...request, query }, end, mayReadAhead)
  walkers.push(backward)
  const ends = [forward, backward] as const
  const { hasMet, page } = yield* resumable(meeting(ends, around.meetsAt, first), ends)
  if (page !== undefined) yield { ...page, resume: tokenOf(ends, hasMet) }
  if (!hasMet) yield* between(request, around, ends)
}

/** One end by itself; with `isJoined` until a page has a second one behind it, which is still to be given. */
async function* alone<Item>(
  end: End<Item>,
  isJoined: boolean,
): AsyncGenerator<Listed<Item>, Walked<Item> | undefined> {
  for (let page = await end.next(); page !== undefined; page = await end.next()) {
    end.give(page)
    if (isJoined && page.next !== undefined) return page
    yield { ...page, resume: page.next && tokenOf([end]) }
  }
  return undefined
}

async function* resumable<Item, Last>(
  pages: AsyncGenerator<Walked<Item>, Last>,
  ends: readonly End<Item>[],
): AsyncGenerator<Listed<Item>, Last> {
  for (;;) {
    const { done, value } = await pages.next()
    if (done) return value
    yield { ...value, resume: tokenOf(ends) }
  }
}

function throwFailure({ outcome }: End<unknown>): void {
  if (outcome?.failure !== undefined) throw outcome.failure
}

const place = z.object({
  cursor: z.string().optional(),
  limit: z.number(),
  before: z.array(z.string()).optional(),
  first: z.string().optional(),
  across: z.number().optional(),
})
const token = place.extend({ backward: place.optional(), hasMet: z.boolean().optional() })

interface Start extends Place {
  /** Where the walk from the other end goes on, if there was one. */
  readonly backward?: Place | undefined
  /** Nothing is left to be read. */
  readonly hasMet?: boolean | undefined
}

// A cursor is good for the limit it was made with alone, so the limit is part of the token.
const tokenOf = ([forward, backward]: readonly End<unknown>[], hasMet?: boolean): string =>
  JSON.stringify({ ...forward?.place, backward: backward?.place, hasMet })

function startOf({ query, options }: WalkRequest<unknown>): Start {
  const beginning = { cursor: undefined, limit: Number(query['limit']) }
  if (options.resume === undefined) return beginning
  const { data } = token.safeParse(parseJson(options.resume))
  return data === undefined ? beginning : { ...data, cursor: data.cursor }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
