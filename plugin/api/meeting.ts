import type { End } from './end.ts'
import { isWorthAsking } from './gap.ts'
import { idsOf } from './records.ts'
import type { Walked } from './straight-walk.ts'

/**
 * When two walks have met: at a `record` that both give, in an order without ties; as many records as a `page` holds
 * behind such a one, where those with the same stamp may stand in any order from either side.
 */
export type MeetingPoint = 'record' | 'page'

export type Ends<Item> = readonly [End<Item>, End<Item>]

/**
 * Walks from both ends of a listing at once, until they meet:
 *
 *    forward                                                            backward
 *   ───────────────▶ page ▶             not given yet             ◀ page ◀───────────
 *
 * What both come to is given once. When they have met, everything is given, since neither leaves out anything on its
 * way; when not, each of them has ended or failed before. `first`: a page that came before there were two; where
 * one reads ahead, both are on their way when it is given.
 */
export async function* meeting<Item>(
  ends: Ends<Item>,
  point: MeetingPoint,
  first?: Walked<Item>,
): AsyncGenerator<Walked<Item>, Met<Item>> {
  const coming = new Map<End<Item>, Promise<Step<Item>>>()
  const ask = () => {
    for (const end of inOrder(ends)) if (isWanted(end, ends, coming)) coming.set(end, step(end))
  }
  if (first !== undefined) {
    if (ends[0].isAsking) ask()
    yield first
  }
  for (;;) {
    ask()
    if (coming.size === 0) return { hasMet: false, page: undefined }
    const { end, page } = await Promise.race(coming.values())
    coming.delete(end)
    if (page === undefined) continue
    const other = ends[0] === end ? ends[1] : ends[0]
    end.give(page, other)
    const fresh = without(page, other.memory.has)
    // Nothing stands behind its last page; one that brings news may only have lost its next link.
    const isLast = page.next === undefined && page.ids.every(other.memory.has)
    const needed = point === 'record' || isLast ? 1 : largestPageOf(ends)
    if ((end.place.across ?? 0) >= needed) return { hasMet: true, page: fresh }
    yield fresh
  }
}

export interface Met<Item> {
  readonly hasMet: boolean
  /** The page on which they met. */
  readonly page: Walked<Item> | undefined
}

// A page may hold less than it could: what the caller must not see is left out of it.
const largestPageOf = (ends: Ends<unknown>) => Math.max(1, ...ends.map(({ largestPage }) => largestPage))

interface Step<Item> {
  readonly end: End<Item>
  readonly page: Walked<Item> | undefined
}

function step<Item>(end: End<Item>): Promise<Step<Item>> {
  const coming = end.next().then((page) => ({ end, page }))
  // It may fail while nobody is listening; whoever comes for it hears of it all the same.
  coming.catch(() => undefined)
  return coming
}

/** Those that have asked already come first. */
const inOrder = <Item>(ends: Ends<Item>) =>
  ends.toSorted((one, other) => Number(other.isAsking) - Number(one.isAsking))

function isWanted<Item>(end: End<Item>, ends: Ends<Item>, coming: ReadonlyMap<End<Item>, unknown>): boolean {
  if (end.outcome !== undefined || coming.has(end)) return false
  return coming.size === 0 || end.isAsking || isWorthAsking(ends)
}

function without<Item>(page: Walked<Item>, isKnown: (id: string) => boolean): Walked<Item> {
  if (!page.ids.some(isKnown)) return page
  const isNew = (raw: unknown) => !idsOf([raw]).some(isKnown)
  return {
    ...page,
    items: page.items.filter(({ raw }) => isNew(raw)),
    isolated: page.isolated.filter(({ id }) => id === undefined || !isKnown(id)),
  }
}
