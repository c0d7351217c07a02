import type { FailureKind } from './errors.ts'

export interface Policy {
  /** What a failure of this kind ends: its stream, or the whole run unless it is about one place alone. */
  readonly stops: 'stream' | 'run'
  /** The exit code of the command line. */
  readonly exitCode: number
}

/** What each kind of failure leads to. Retrying is the plugin's matter and is over when a failure gets here. */
export const policies: Readonly<Record<FailureKind, Policy>> = {
  config: { stops: 'run', exitCode: 2 },
  auth: { stops: 'run', exitCode: 3 },
  rate_limited: { stops: 'stream', exitCode: 4 },
  transient: { stops: 'stream', exitCode: 4 },
  not_found: { stops: 'stream', exitCode: 5 },
  data: { stops: 'stream', exitCode: 5 },
  bug: { stops: 'stream', exitCode: 70 },
}

// Refusals of one place in the site: elsewhere the account may read, and a caller whom nothing answers fails everywhere.
const aboutOnePlace: ReadonlySet<string> = new Set(['permission_missing', 'scope_missing'])

/** Whether the other streams would meet this failure as well. */
export const meetsAll = (kind: FailureKind, code: string): boolean =>
  policies[kind].stops === 'run' && !aboutOnePlace.has(code)
