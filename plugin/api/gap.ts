/** How far a walk has come, by the numbers in the ids of its last page. */
export interface Reach {
  readonly at: number
  /** From one record to the next. */
  readonly step: number
  readonly records: number
}

/** Of a page with records. */
export function reachOf(ids: readonly string[]): Reach | undefined {
  if (ids.length === 0) return undefined
  const at = numberIn(ids.at(-1))
  const step = ids.length === 1 ? 1 : Math.abs(at - numberIn(ids[0])) / (ids.length - 1)
  return { at, step, records: ids.length }
}

const numberIn = (id = ''): number => Number(/\d+$/.exec(id)?.[0])

/** One of two walks towards each other. */
export interface Walker {
  /** Whether a page is on its way to it. */
  readonly isAsking: boolean
  readonly reach: Reach | undefined
}

/**
 * Whether two walks towards each other, the first one upwards, have more between them than they ask for already, as far
 * as their ids let guess. It saves requests and proves nothing: that they have met is told by what they give.
 */
export function isWorthAsking(walkers: readonly Walker[]): boolean {
  if (walkers.length < 2) return true
  const asking = walkers.filter(({ isAsking }) => isAsking).length
  const [up, down] = walkers.map(({ reach }) => reach)
  // Where one is yet to begin, the first page of it tells.
  if (up === undefined || down === undefined)
    return !walkers.some(({ reach, isAsking }) => reach === undefined && isAsking)
  const between = (down.at - up.at) / ((up.step + down.step) / 2) - 1
  const asked = asking === 0 ? -1 : asking * Math.max(up.records, down.records)
  // Ids without numbers give none here either, and then another request does no harm.
  return !(between <= asked)
}
