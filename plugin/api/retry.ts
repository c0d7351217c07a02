import { SyncError } from '../../src/contract/errors.ts'
import type { Surroundings, TrafficObserver } from '../../src/contract/plugin.ts'
import { asksToWait, type Limits } from './limits.ts'

export interface Retrying {
  readonly limits: Limits
  readonly surroundings: Surroundings
  readonly observe: TrafficObserver
  readonly signal: AbortSignal
  readonly attempts: number
}

/** Base and ceiling of the pause between attempts, in milliseconds. */
export const backOff = { baseMs: 1_000, ceilingMs: 30_000 } as const

/**
 * Asks again while that may help: when the site is busy, broken or out of reach. The pause doubles, with
 * jitter, and is never shorter than what the site asked for. Throws the last failure when attempts are spent.
 */
export async function withRetries<Result>(retrying: Retrying, send: () => Promise<Result>): Promise<Result> {
  const { limits, surroundings, observe, signal, attempts } = retrying
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await limits.schedule(() => {
        observe({ requests: 1, ...(attempt > 1 ? { retries: 1 } : {}) })
        return send()
      }, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof SyncError) || !canPass(error)) throw error
      const delayMs = pauseBefore(error, attempt, surroundings.random())
      if (asksToWait(error)) limits.pause(error.retryAfterMs ?? delayMs)
      if (attempt >= attempts) throw spent(error, attempt)
      if (asksToWait(error)) observe({ throttledMs: delayMs })
      await surroundings.sleep(delayMs, signal)
    }
  }
}

const canPass = ({ kind }: SyncError): boolean => kind === 'transient' || kind === 'rate_limited'

// Never earlier than asked; the jitter keeps those that waited together from returning together.
function pauseBefore(error: SyncError, attempt: number, random: number): number {
  const grown = Math.min(backOff.ceilingMs, backOff.baseMs * 2 ** (attempt - 1))
  const jittered = Math.round(grown * (0.7 + 0.6 * random))
  return error.retryAfterMs === undefined ? jittered : error.retryAfterMs + Math.round(jittered * 0.1)
}

const brokenAnswers: ReadonlySet<string> = new Set(['not_json', 'broken_answer'])

// A body that is wrong every time is no passing trouble.
function spent(error: SyncError, attempts: number): SyncError {
  const kind = brokenAnswers.has(error.code) ? 'data' : error.kind
  return new SyncError(kind, error.message, {
    ...error.request,
    code: error.code,
    attempts,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    cause: error.cause,
  })
}
