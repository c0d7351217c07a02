/** How long after the first signal the batch in hand may take to be committed or dropped, in milliseconds. */
export const graceMs = 8_000

/** What stopping needs of the process; tests give their own. */
export interface Stoppable {
  /** Calls the listener at every Ctrl-C and SIGTERM. */
  onSignal(listener: () => void): void
  later(delayMs: number, action: () => void): void
  /** Ends the process whatever is under way. */
  end(): void
}

/**
 * Aborts at the first signal, so that the run finishes or drops its batch and says so. Ends the process at the
 * second signal, or when the grace is over: a statement that hangs cannot be waited for.
 */
export function stopOnSignal({ onSignal, later, end }: Stoppable): AbortSignal {
  const stopper = new AbortController()
  onSignal(() => {
    if (stopper.signal.aborted) return end()
    stopper.abort()
    later(graceMs, end)
  })
  return stopper.signal
}
