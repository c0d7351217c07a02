import { SyncError } from '../../src/contract/errors.ts'
import { type Reach, reachOf, type Walker } from './gap.ts'
import { type Memory, openMemory } from './memory.ts'
import { isPoison } from './poison.ts'
import {
  halfOf,
  isRefused,
  type Place,
  smallestPage,
  straightWalk,
  type Walked,
  type WalkRequest,
} from './straight-walk.ts'

/** One end of a listing, and the walk from there. */
export interface End<Item> extends Walker, Disposable {
  /** Of what it gave. */
  readonly memory: Memory
  /** Where it goes on; when it is over, its last place. */
  readonly place: Place
  /** The most records that a page has held so far. */
  readonly largestPage: number
  /** How the walk ended; undefined: it goes on. */
  readonly outcome: Outcome | undefined
  /** Undefined once it is over. Throws what is not about a place in the listing. */
  next(): Promise<Walked<Item> | undefined>
  /** Accounts for a page that `next` brought: from here on it counts as given; `other` is the end that it may meet. */
  give(page: Walked<Item>, other?: End<Item>): void
}

export interface Outcome {
  /** What the walk could not get past. */
  readonly failure?: SyncError
  /** Its last pages were empty, and there were more of them. */
  readonly goesOn: boolean
}

/** `mayReadAhead` is asked whenever a page has come. */
export function openEnd<Item>(
  request: WalkRequest<Item>,
  start: Place,
  mayReadAhead: () => boolean,
): End<Item> {
  const memory = openMemory(start.before ?? [])
  let isAsking = false
  let readsAhead = false
  let reach: Reach | undefined
  let place = start
  let largestPage = 0
  let outcome: Outcome | undefined
  const readAhead = (ids: readonly string[]) => {
    reach = reachOf(ids) ?? reach
    isAsking = false
    isAsking = (request.options.readAhead?.(ids) ?? true) && mayReadAhead()
    readsAhead = isAsking
    return isAsking
  }
  const startAgain = () => {
    place = { ...place, across: 0 }
  }
  const walked = { ...request, options: { ...request.options, readAhead } }
  const pages = persistentWalk(walked, start, startAgain)
  return {
    memory,
    get isAsking() {
      return isAsking
    },
    get reach() {
      return reach
    },
    get place() {
      return place
    },
    get largestPage() {
      return largestPage
    },
    get outcome() {
      return outcome
    },
    async next() {
      isAsking = true
      readsAhead = false
      const { done, value } = await pages.next()
      isAsking = readsAhead
      if (!done) return value
      outcome ??= value
      return undefined
    },
    give({ ids, next }, other) {
      memory.note(ids)
      largestPage = Math.max(largestPage, ids.length)
      const { across = 0 } = place
      const met = across > 0 ? 0 : ids.findIndex((id) => other?.memory.has(id))
      const more = met < 0 ? 0 : ids.length - met
      const first = place.first ?? ids[0]
      place = { ...(next ?? place), before: memory.newest(), first, across: across + more }
      if (other !== undefined && beginsLike(this, other)) throw orderIgnored(request)
    },
    [Symbol.dispose]() {
      // An answer may be on its way that nobody needs any more.
      pages.return({ goesOn: false }).catch(() => undefined)
    },
  }
}

// One record alone is the first in either order.
const beginsLike = (one: End<unknown>, other: End<unknown>): boolean =>
  one.place.first !== undefined &&
  one.place.first === other.place.first &&
  Math.max(one.largestPage, other.largestPage) > 1

function orderIgnored({ site, path }: WalkRequest<unknown>): SyncError {
  const message = `The listing ${path} at ${new URL(site).host} begins with the same record in either order, so nothing tells where it ends; ask Atlassian's support why the site ignores the order it is asked for.`
  return new SyncError('data', message, { code: 'order_ignored', url: `${site}${path}` })
}

const restartsAllowed = 3

/**
 * The listing from a place on. A refused cursor starts it over, and so does any refusal (400, 404) of the place that a
 * resumed walk goes on from: what was given already comes again. Where the first page breaks the site, smaller ones
 * are asked for.
 */
async function* persistentWalk<Item>(
  request: WalkRequest<Item>,
  start: Place,
  startAgain: () => void,
): AsyncGenerator<Walked<Item>, Outcome> {
  let place = start
  let isAtStart = start.before === undefined
  for (let restarts = 0; ; ) {
    try {
      let goesOn = false
      for await (const walked of straightWalk(request, place)) {
        isAtStart &&= walked.ids.length === 0
        goesOn = walked.next !== undefined
        yield walked
      }
      return { goesOn }
    } catch (error) {
      if (isRefused(error) && restarts < restartsAllowed) {
        restarts += 1
        startAgain()
        place = { ...place, cursor: undefined }
      } else if (!isPoison(error)) throw error
      // A cursor is good for its limit alone, so the limit can only change where there is no cursor yet.
      else if (place.cursor === undefined && isAtStart && place.limit > smallestPage)
        place = { ...place, limit: halfOf(place.limit) }
      else return { failure: error, goesOn: false }
    }
  }
}
