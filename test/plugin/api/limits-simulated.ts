import { setImmediate as nextTick } from 'node:timers/promises'
import { vi } from 'vitest'
import { openLimits } from '../../../plugin/api/limits.ts'
import { withRetries } from '../../../plugin/api/retry.ts'
import { type Headers, retryAfterMs } from '../../../plugin/api/retry-after.ts'
import { SyncError } from '../../../src/contract/errors.ts'
import type { Surroundings } from '../../../src/contract/plugin.ts'

/** A site's answer to a request that comes now. */
export interface Reply {
  readonly isRefused: boolean
  readonly headers: Headers
}

export type Site = () => Reply

export interface Simulation {
  readonly site: Site
  readonly durationMs: number
  readonly latencyMs: number
  readonly callers: number
  /** How many processes share the site. */
  readonly runners?: number
}

export interface Outcome {
  readonly accepted: number
  readonly refused: number
  readonly mostAtOnce: number
}

const surroundings: Surroundings = {
  now: () => Date.now(),
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  random: () => 0.5,
}

/**
 * Many callers who ask as much as they may, in a time that jumps from one moment at which something happens to the
 * next. Wants faked timers.
 */
export async function simulate(simulation: Simulation): Promise<Outcome> {
  const { durationMs, callers, runners = 1 } = simulation
  const until = Date.now() + durationMs
  const outcome = { accepted: 0, refused: 0, mostAtOnce: 0, underWay: 0 }
  const asking = Array.from({ length: runners }, () => openLimits(surroundings)).flatMap((limits) =>
    Array.from({ length: callers }, async () => {
      const { signal } = new AbortController()
      const retrying = { limits, surroundings, observe: () => undefined, signal, attempts: 50 }
      while (Date.now() < until)
        await withRetries(retrying, async () => limits.heed((await ask(simulation, outcome)).headers))
    }),
  )
  let isOver = false
  const all = Promise.all(asking).finally(() => {
    isOver = true
  })
  while (!isOver) {
    await nextTick()
    if (Date.now() >= until) break
    vi.advanceTimersToNextTimer()
  }
  if (isOver) await all
  return outcome
}

async function ask(
  { site, latencyMs }: Simulation,
  outcome: { accepted: number; refused: number; mostAtOnce: number; underWay: number },
): Promise<Reply> {
  outcome.underWay += 1
  outcome.mostAtOnce = Math.max(outcome.mostAtOnce, outcome.underWay)
  const reply = site()
  await new Promise((resolve) => setTimeout(resolve, latencyMs))
  outcome.underWay -= 1
  if (!reply.isRefused) outcome.accepted += 1
  else {
    outcome.refused += 1
    const wait = retryAfterMs(reply.headers, Date.now())
    throw new SyncError('rate_limited', 'Slow down.', {
      code: 'rate_limited',
      status: 429,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    })
  }
  return reply
}

/** Refuses one request in so many, whoever asks however slowly, and asks to wait for a second. */
export function moodySite(oneIn: number): Site {
  let asked = 0
  return () => {
    asked += 1
    const isRefused = asked % oneIn === 0
    return { isRefused, headers: isRefused ? { 'retry-after': '1' } : {} }
  }
}

/** So many requests in each minute of the clock, and what it tells of that. */
export function quotaSite(perMinute: number, tells: 'quota' | 'refusals'): Site {
  let minute = -1
  let used = 0
  return () => {
    const now = Date.now()
    if (Math.floor(now / 60_000) !== minute) used = 0
    minute = Math.floor(now / 60_000)
    const isRefused = used >= perMinute
    if (!isRefused) used += 1
    const resetsAt = (minute + 1) * 60_000
    const wait = isRefused ? { 'retry-after': String(Math.ceil((resetsAt - now) / 1000)) } : {}
    const quota = {
      'x-ratelimit-limit': String(perMinute),
      'x-ratelimit-remaining': String(perMinute - used),
      'x-ratelimit-reset': new Date(resetsAt).toISOString(),
      'x-ratelimit-nearlimit': String(used > perMinute * 0.8),
      date: new Date(now).toUTCString(),
    }
    return { isRefused, headers: tells === 'quota' ? { ...quota, ...wait } : wait }
  }
}
