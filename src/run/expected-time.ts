/** What is known of the time that a stream's requests take. */
export interface Work {
  readonly requests: number
  /** Of one answer. */
  readonly answerMs: number
  /** Requests under way at the same time. */
  readonly atOnce: number
}

/** How long this work takes by itself, in milliseconds. */
export const alone = ({ requests, answerMs, atOnce }: Work): number =>
  (requests * answerMs) / Math.max(1, Math.min(atOnce, requests))

/**
 * How long rounds of work take, in milliseconds: each round so many at a time in their order, and never more
 * requests under way than the connection allows.
 */
export function together(
  rounds: readonly (readonly Work[])[],
  width: number,
  requestsAtOnce = Number.POSITIVE_INFINITY,
): number {
  return sum(rounds.map((round) => Math.max(sideBySide(round, width), served(round) / requestsAtOnce)))
}

/** The time until the last is done, when each starts as soon as a place is free. */
function sideBySide(works: readonly Work[], width: number): number {
  const free = new Array<number>(Math.max(1, width)).fill(0)
  for (const work of works) {
    const place = free.indexOf(Math.min(...free))
    free[place] = (free[place] ?? 0) + alone(work)
  }
  return Math.max(...free)
}

const served = (works: readonly Work[]): number =>
  sum(works.map(({ requests, answerMs }) => requests * answerMs))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
