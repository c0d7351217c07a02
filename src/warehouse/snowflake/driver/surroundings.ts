import { setTimeout as delay } from 'node:timers/promises'

/** How long each thing may take, in milliseconds, and how often it is tried. */
export interface Limits {
  readonly loginMs: number
  readonly statementMs: number
  readonly uploadMs: number
  readonly closeMs: number
  readonly uploadAttempts: number
  /** Further tries of a login that got no answer. */
  readonly loginRetries: number
}

/** What the outside world gives; injected so that tests never wait. */
export interface World {
  /** Resolves after the delay in milliseconds; rejects when the signal aborts. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>
  /** In [0, 1). */
  readonly random: () => number
  /** Calls off whatever is under way when it aborts; what is begun later is not concerned. */
  readonly signal: AbortSignal
}

export const defaultLimits: Limits = {
  loginMs: 60_000,
  statementMs: 3_600_000,
  uploadMs: 600_000,
  closeMs: 10_000,
  uploadAttempts: 4,
  loginRetries: 3,
}

/** The real world, which nobody calls off. */
export const realWorld: World = {
  sleep: (delayMs, signal) => delay(delayMs, undefined, { signal }),
  random: Math.random,
  signal: new AbortController().signal,
}
