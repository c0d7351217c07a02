import { setMaxListeners } from 'node:events'
import Bottleneck from 'bottleneck'
import { SyncError } from '../../src/contract/errors.ts'
import type { Surroundings } from '../../src/contract/plugin.ts'
import { type Budget, openBudget } from './limits-budget.ts'
import { type Concurrency, openConcurrency } from './limits-concurrency.ts'
import { joinOthers, type Sharing } from './limits-joined.ts'
import { openPace, type Pace } from './limits-pace.ts'
import { quotaOf, saysNearLimit } from './limits-quota.ts'
import { openTurns, type Turns } from './limits-turns.ts'
import type { Headers } from './retry-after.ts'
import { steadyClock } from './steady-clock.ts'

/** What all clients of one connection share: so many requests at once, and the site's wishes to wait. */
export interface Limits extends Disposable {
  /**
   * Runs the request as soon as it is its turn and nobody has to wait. Rejects as soon as the signal aborts; a
   * request that was not sent by then never is.
   */
  schedule<Result>(send: () => Promise<Result>, signal: AbortSignal): Promise<Result>
  /** Takes note of what an answer tells of the site's quota. */
  heed(headers: Headers): void
  /** Holds back everybody's requests from now on, for this long in milliseconds. */
  pause(delayMs: number): void
}

interface Parts {
  readonly concurrency: Concurrency
  readonly budget: Budget
  readonly pace: Pace
  readonly turns: Turns
  /** Whether the last answer said that the quota runs out. */
  isNear: boolean
}

/** Without anybody to share with, the connection keeps to limits of its own. */
export function openLimits(outside: Surroundings, sharing?: Sharing): Limits {
  // A machine's clock may be set back while somebody waits for a moment that it had nearly reached.
  const surroundings = { ...outside, now: steadyClock(outside.now) }
  const parts = partsOf(surroundings)
  const { concurrency, turns } = parts
  const limiter = new Bottleneck({ maxConcurrent: concurrency.allowed() })
  let applied = concurrency.allowed()
  const apply = () => {
    if (applied === concurrency.allowed()) return
    applied = concurrency.allowed()
    void limiter.updateSettings({ maxConcurrent: applied })
  }
  const others = joinOthers(sharing, (pauseMs) => {
    heedPause(parts, pauseMs)
    apply()
  })
  const take = <Result>(send: () => Promise<Result>, signal: AbortSignal) =>
    limiter.schedule(async () => {
      const release = await others.place(signal)
      try {
        signal.throwIfAborted()
        // Somebody was refused while this one queued: it goes back, or all that queued would be sent at once later.
        if (turns.isPaused()) return undefined
        return { result: await sent(parts, send).finally(apply) }
      } finally {
        release()
      }
    })
  return {
    async schedule(send, signal) {
      // Many wait on one signal, as they may with Node's own timers.
      setMaxListeners(0, signal)
      for (;;) {
        await turns.next(signal)
        apply()
        const outcome = await unlessAborted(take(send, signal), signal)
        if (outcome !== undefined) return outcome.result
      }
    },
    heed: (headers) => heed(parts, headers, surroundings.now()),
    pause(delayMs) {
      turns.pause(delayMs)
      others.tell(delayMs)
    },
    [Symbol.dispose]: () => others[Symbol.dispose](),
  }
}

function partsOf(surroundings: Surroundings): Parts {
  const concurrency = openConcurrency()
  const budget = openBudget()
  const pace = openPace(surroundings.now())
  const turns = openTurns(surroundings, {
    dueAt: (last, now) => Math.max(pace.dueAt(last), budget.dueAt(last, now, concurrency.underWay())),
    resume(now) {
      pace.resume(now)
      concurrency.restart()
    },
  })
  return { concurrency, budget, pace, turns, isNear: false }
}

async function sent<Result>(parts: Parts, send: () => Promise<Result>): Promise<Result> {
  const { concurrency, pace } = parts
  const place = concurrency.begin()
  try {
    const result = await send()
    pace.accepted()
    if (parts.isNear) concurrency.stay()
    else concurrency.answered()
    return result
  } catch (error) {
    judge(parts, error, place)
    throw error
  } finally {
    concurrency.end()
  }
}

function judge({ concurrency, pace, isNear }: Parts, error: unknown, place: number): void {
  const isTooMuch = error instanceof SyncError && asksToWait(error)
  if (isTooMuch) concurrency.lower(place)
  else concurrency.stay()
  // A quota that was seen running out is no reason to go slower when it is renewed.
  if (isTooMuch && !isNear) pace.refused()
}

// Another process was refused.
function heedPause({ concurrency, pace, turns, isNear }: Parts, pauseMs: number): void {
  turns.pause(pauseMs)
  concurrency.lower()
  if (!isNear) pace.refused()
}

/** Whether the site refuses because of too much load, and not because of the request. */
export const asksToWait = ({ kind, retryAfterMs }: SyncError): boolean =>
  kind === 'rate_limited' || retryAfterMs !== undefined

function heed(parts: Parts, headers: Headers, now: number): void {
  const quota = quotaOf(headers, now)
  if (quota !== undefined) parts.budget.heed(quota, now)
  const isNear = saysNearLimit(headers) || (quota?.isNear ?? false)
  if (isNear && !parts.isNear) parts.concurrency.lower()
  parts.isNear = isNear
}

function unlessAborted<Result>(coming: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
