import Bottleneck from 'bottleneck'
import type { Surroundings } from '../../src/contract/plugin.ts'

/** What all clients of one connection share: so many requests at once, and the site's wishes to wait. */
export interface Limits {
  /** Runs the request as soon as it is its turn and nobody has to wait. Rejects when the signal aborts before. */
  schedule<Result>(send: () => Promise<Result>, signal: AbortSignal): Promise<Result>
  /** Holds back everybody's requests from now on, for this long in milliseconds. */
  pause(delayMs: number): void
}

export function openLimits(surroundings: Surroundings, concurrency = 8): Limits {
  const limiter = new Bottleneck({ maxConcurrent: concurrency })
  let resumesAt = 0
  const turn = async (signal: AbortSignal) => {
    // Again after the sleep: another answer may have asked for more meanwhile.
    for (let wait = resumesAt - surroundings.now(); wait > 0; wait = resumesAt - surroundings.now())
      await surroundings.sleep(wait, signal)
    signal.throwIfAborted()
  }
  return {
    schedule: (send, signal) =>
      limiter.schedule(async () => {
        await turn(signal)
        return await send()
      }),
    pause(delayMs) {
      resumesAt = Math.max(resumesAt, surroundings.now() + delayMs)
    },
  }
}
