import { EventEmitter, once } from 'node:events'
import type { Ask, Query } from './client.ts'
import { keepNewest } from './newest.ts'

/**
 * Answers of listings that two streams go through in the same way, each asked for once: whoever comes second is given
 * what came for the first, if it was sent for after his own read began. Who is ahead waits for the other, so that
 * little is kept, but never for one who waits himself; an answer that is not kept any more is asked for again.
 */
export interface SharedAnswers {
  /** Somebody who begins to read now. */
  reader(): Reader
}

export interface Reader {
  /** Takes part in the reading of a listing until it is disposed of; what is asked with it may be given by the other. */
  join(path: string, ask: Ask): Joined
}

export interface Joined extends Disposable {
  readonly ask: Ask
}

interface Kept {
  readonly listing: string
  readonly sent: number
  readonly answer: Promise<unknown>
  readonly takers: Set<Part>
}

interface Part {
  readonly path: string
  readonly began: number
  /** Listings in which it goes its own way, so that nobody need wait for it. */
  readonly alone: Set<string>
  /** Listings in which it waits for the other: what it has not taken by then it may never ask for. */
  readonly held: Set<string>
  /** How many answers it has sent for. */
  asked: number
}

const readers = 2
/** Answers that one may be ahead of the other; as many again may be on their way. */
const mostAhead = 3
const mostKept = 8

export function openSharedAnswers(): SharedAnswers {
  const parts = new Set<Part>()
  let sent = 0
  const changes = new EventEmitter().setMaxListeners(0)
  const change = () => void changes.emit('change')
  const shelf = openShelf(change)
  const others = (part: Part) => [...parts].filter((other) => other !== part && other.path === part.path)
  const isTooFarAhead = (part: Part, listing: string) =>
    others(part).some(
      (other) =>
        other.held.size === 0 && !other.alone.has(listing) && shelf.waiting(other, listing) >= mostAhead,
    )
  const waitForOther = async (part: Part, listing: string) => {
    while (isTooFarAhead(part, listing)) {
      part.held.add(listing)
      await once(changes, 'change')
    }
    part.held.delete(listing)
  }
  // By then whoever is to go through it as well would have begun.
  const isByItself = (part: Part) => part.asked > mostKept && others(part).length === 0
  const shared =
    (part: Part, ask: Ask): Ask =>
    async (path, query) => {
      const [key, listing] = [keyOf(path, query), keyOf(path, { ...query, cursor: undefined })]
      const own = async () => {
        if (shelf.waiting(part, listing) > 0) part.alone.add(listing)
        await waitForOther(part, listing)
        sent += 1
        part.asked += 1
        const answer = ask(path, query)
        if (isByItself(part)) shelf.forget(part)
        else shelf.keep(key, { listing, sent, answer, takers: new Set([part]) })
        return await answer
      }
      const there = shelf.take(key, part)
      if (there === undefined) return await own()
      return await there.catch(own)
    }
  return {
    reader() {
      const began = sent
      return {
        join(path, ask) {
          const part: Part = { path, began, alone: new Set(), held: new Set(), asked: 0 }
          parts.add(part)
          return {
            ask: shared(part, ask),
            [Symbol.dispose]() {
              parts.delete(part)
              change()
            },
          }
        },
      }
    },
  }
}

/** The newest answers, each until both have it. */
function openShelf(change: () => void) {
  const kept = new Map<string, Kept>()
  return {
    /** How many answers of the listing wait for it. */
    waiting: (part: Part, listing: string) =>
      [...kept.values()].filter((one) => one.listing === listing && isFor(one, part)).length,
    keep(key: string, one: Kept) {
      kept.delete(key)
      kept.set(key, one)
      keepNewest(kept, mostKept)
      // A failure is nobody's answer but his who asked.
      const settle = () => {
        if (kept.get(key) === one) kept.delete(key)
        change()
      }
      one.answer.then(change, settle)
    },
    /** The answer that the other has asked for, if it is there for him. */
    take(key: string, part: Part): Promise<unknown> | undefined {
      const there = kept.get(key)
      if (there === undefined || !isFor(there, part)) return undefined
      there.takers.add(part)
      if (there.takers.size === readers) kept.delete(key)
      change()
      return there.answer
    },
    /** Lets go of what it has asked for. */
    forget(part: Part) {
      for (const [key, { takers }] of kept) if (takers.has(part)) kept.delete(key)
    },
  }
}

const isFor = ({ sent, takers }: Kept, part: Part): boolean => sent > part.began && !takers.has(part)

const keyOf = (path: string, query: Query): string =>
  JSON.stringify([path, ...Object.entries(query).filter(([, value]) => value !== undefined)])
