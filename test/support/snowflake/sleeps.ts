import { setImmediate as turn } from 'node:timers/promises'

type Sleep = (delayMs: number, signal: AbortSignal) => Promise<void>

/** Sleeps until it is woken. */
export const never: Sleep = (_delayMs, signal) =>
  new Promise((_resolve, reject) => {
    const wake = () => reject(new Error('woken'))
    if (signal.aborted) wake()
    else signal.addEventListener('abort', wake, { once: true })
  })

/** This delay passes once the condition holds; all others never end by themselves. */
export function passing(delayMs: number, condition: () => boolean): Sleep {
  return async (asked, signal) => {
    if (asked !== delayMs) return never(asked, signal)
    while (!condition() && !signal.aborted) await turn()
  }
}
