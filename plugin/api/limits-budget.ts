import type { Quota } from './limits-quota.ts'
import { longestWaitMs } from './retry-after.ts'

/**
 * Spreads what is left of a quota that the site tells of. While there is plenty nobody waits; the last fifth is
 * spread evenly until the quota is renewed, so that other users of the site still find some of it.
 */
export interface Budget {
  heed(quota: Quota, now: number): void
  isNear(now: number): boolean
  /** When the next request may go, with so many under way and the last one begun then. */
  dueAt(last: number, now: number, underWay: number): number
}

/** Where what is under way may use up the rest, the next answer tells; nobody waits longer for it. */
const lookAgainMs = 1_000

export function openBudget(): Budget {
  let last: (Quota & { readonly resetsAt: number }) | undefined
  let beginning = { remaining: 0, answers: 0 }
  const current = (now: number) => (last !== undefined && now < last.resetsAt ? last : undefined)
  return {
    heed(quota, now) {
      const known = current(now)
      const isSame = known !== undefined && quota.remaining <= beginning.remaining
      beginning = isSame
        ? { ...beginning, answers: beginning.answers + 1 }
        : { remaining: quota.remaining, answers: 0 }
      last = { ...quota, resetsAt: now + Math.min(longestWaitMs, quota.resetsInMs) }
    },
    isNear: (now) => current(now)?.isNear ?? false,
    dueAt(last, now, underWay) {
      const quota = current(now)
      if (!quota?.isNear) return now
      const cost = costOf(beginning.remaining - quota.remaining, beginning.answers)
      const left = Math.floor(quota.remaining / cost) - underWay
      if (left >= 1) return last + (quota.resetsAt - now) / left
      return underWay > 0 ? Math.min(quota.resetsAt, now + lookAgainMs) : quota.resetsAt
    },
  }
}

// Points (one for each record of an answer, for OAuth apps) and what others use meanwhile are in it: what one of our
// answers costs is what the quota lost between two of them.
const costOf = (used: number, answers: number): number => (answers === 0 ? 1 : Math.max(1, used / answers))
