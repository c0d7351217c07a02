import type { Traffic, TrafficObserver } from '../contract/plugin.ts'

/** Times the requests of somebody who asks one after the other. */
export interface AnswerTimes {
  readonly observe: TrafficObserver
  /** Requests sent so far. */
  requests(): number
  /** The longest that an answer took, in milliseconds; undefined before the first. */
  longestMs(): number | undefined
}

/** The clock is the surroundings' own. Pauses between two attempts are no part of an answer. */
export function timeAnswers(now: () => number): AnswerTimes {
  let sentAt = now()
  let count = 0
  let longest: number | undefined
  return {
    observe({ requests = 0, bytes }: Partial<Traffic>) {
      count += requests
      if (requests > 0) sentAt = now()
      // A clock may be set back.
      if (bytes !== undefined) longest = Math.max(longest ?? 0, now() - sentAt)
    },
    requests: () => count,
    longestMs: () => longest,
  }
}
