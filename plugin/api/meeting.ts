import type { End } from './end.ts'
import { isWorthAsking } from './gap.ts'
import type { Memory } from './memory.ts'
import { idsOf } from './records.ts'
import type { Walked } from './straight-walk.ts'

/**
 * When two walks have met: at a `record` that both give, in an order without ties; at a whole `page` that the other one
 * gave, where records with the same stamp may stand in any order from either side.
 */
export type MeetingPoint = 'record' | 'page'

export type Ends<Item> = readonly [End<Item>, End<Item>]

/**
 * Walks from both ends of a listing at once, until they meet:
 *
 *    forward                                                            backward
 *   ───────────────▶ page ▶             not given yet             ◀ page ◀───────────
 *
 * What both come to is given once. Returns the page on which they met: then everything was given, since neither leaves
 * out anything on its way. Undefined: each of them has ended or failed before.
 */
export async function* meeting<Item>(
  ends: Ends<Item>,
  point: MeetingPoint,
): AsyncGenerator<Walked<Item>, Walked<Item> | undefined> {
  const coming = new Map<End<Item>, Promise<Step<Item>>>()
  for (;;) {
    for (const end of inOrder(ends)) if (isWanted(end, ends, coming)) coming.set(end, step(end))
    if (coming.size === 0) return undefined
    const { end, page } = await Promise.race(coming.values())
    coming.delete(end)
    if (page === undefined) continue
    const { memory } = ends[0] === end ? ends[1] : ends[0]
    end.give(page)
    const fresh = without(page, memory.has)
    if (meets[point](page.ids, memory)) return fresh
    yield fresh
  }
}

const meets: Readonly<Record<MeetingPoint, (ids: readonly string[], other: Memory) => boolean>> = {
  record: (ids, other) => ids.some(other.has),
  page: (ids, other) => ids.length > 0 && ids.every(other.has),
}

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
