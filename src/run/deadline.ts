import type { Surroundings } from '../contract/plugin.ts'

/** Why a run ends early though nothing failed and nobody stopped it. */
export class TimeOver extends Error {
  constructor() {
    super(
      'The time that a run may take was over before this stream was read to its end; the next run goes on from its last checkpoint.',
    )
    this.name = 'TimeOver'
  }
}

/** Aborts with `TimeOver` when a run has taken as long as it may. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
  /** Looks at the clock: timers stand still while a machine sleeps. */
  check(): void
}

/** Without a longest time it never aborts. */
export function openDeadline(longestRunMs: number | undefined, surroundings: Surroundings): Deadline {
  const over = new AbortController()
  const closed = new AbortController()
  const endsAt = surroundings.now() + (longestRunMs ?? Number.POSITIVE_INFINITY)
  const ring = () => over.abort(new TimeOver())
  if (longestRunMs !== undefined) surroundings.sleep(longestRunMs, closed.signal).then(ring, () => undefined)
  return {
    signal: over.signal,
    check() {
      if (surroundings.now() >= endsAt) ring()
    },
    [Symbol.dispose]: () => closed.abort(),
  }
}
