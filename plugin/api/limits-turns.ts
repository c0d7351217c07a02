import type { Surroundings } from '../../src/contract/plugin.ts'

/** When the next request may go. Whoever waits here holds no place among those under way. */
export interface Turns {
  /** Resolves when nobody has to wait. Rejects when the signal aborts. */
  next(signal: AbortSignal): Promise<void>
  pause(delayMs: number): void
  isPaused(): boolean
}

export interface Rhythm {
  /** When the turn after the last one is due: a moment gone by where nobody has to wait. */
  dueAt(last: number, now: number): number
  /** The pause is over, and the first turn after it begins. */
  resume(now: number): void
}

export function openTurns({ now, sleep }: Surroundings, rhythm: Rhythm): Turns {
  let resumesAt = now()
  let hasPaused = false
  let last = Number.NEGATIVE_INFINITY
  const waitMs = () => Math.max(resumesAt, rhythm.dueAt(last, now())) - now()
  return {
    async next(signal) {
      // Again after the sleep: somebody else was first, or another answer asked for more meanwhile.
      for (let wait = waitMs(); wait > 0; wait = waitMs()) await sleep(Math.ceil(wait), signal)
      signal.throwIfAborted()
      if (hasPaused) {
        hasPaused = false
        rhythm.resume(now())
      }
      last = beat(last, rhythm.dueAt(last, now()), now())
    },
    pause(delayMs) {
      hasPaused = true
      resumesAt = Math.max(resumesAt, now() + delayMs)
    },
    isPaused: () => resumesAt > now(),
  }
}

// A little late is no reason to be late ever after.
const beat = (last: number, due: number, now: number): number => (now - due < due - last ? due : now)
