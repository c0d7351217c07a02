import { setMaxListeners } from 'node:events'
import type { Surroundings } from '../../src/contract/plugin.ts'

/** One time for the site and the product. It moves on by itself by a millisecond whenever somebody looks. */
export interface Clock {
  readonly surroundings: Surroundings
  now(): number
  advance(minutes: number): void
}

interface Sleeper {
  readonly until: number
  wake(): void
}

/** How long a request may take in real time: short, so that one that hangs is over soon. */
const timeoutMs = 400

/**
 * Nobody sleeps in real time: as soon as nothing happens any more, the clock jumps to the moment that the first
 * sleeper waits for. Who sleeps longer is never woken before who sleeps shorter.
 */
export function openClock(start: number, random: () => number): Clock {
  let time = start
  let looks = 0
  const sleepers = new Set<Sleeper>()
  const now = () => {
    looks += 1
    time += 1
    return time
  }
  const wakeWhenQuiet = (looksBefore: number) => {
    if (sleepers.size === 0) return
    if (looks === looksBefore) wakeFirst()
    const seen = looks
    setTimeout(() => wakeWhenQuiet(seen), 1)
  }
  const wakeFirst = () => {
    time = Math.max(time, Math.min(...[...sleepers].map(({ until }) => until)))
    for (const sleeper of [...sleepers]) if (sleeper.until <= time) sleeper.wake()
  }
  const sleep: Surroundings['sleep'] = (delayMs, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      // Many sleep on one signal, as they may with Node's own timers.
      setMaxListeners(0, signal)
      const leave = () => {
        sleepers.delete(sleeper)
        signal.removeEventListener('abort', stop)
      }
      const stop = () => {
        leave()
        reject(signal.reason)
      }
      const sleeper: Sleeper = {
        until: time + delayMs,
        wake() {
          leave()
          resolve()
        },
      }
      signal.addEventListener('abort', stop, { once: true })
      sleepers.add(sleeper)
      if (sleepers.size === 1) setTimeout(() => wakeWhenQuiet(looks), 1)
    })
  return {
    surroundings: { now, sleep, random, timeoutMs },
    now,
    advance(minutes) {
      time += minutes * 60_000
    },
  }
}
