import type { z } from 'zod'
import type { Stream } from './stream.ts'

export type Settings = Readonly<Record<string, unknown>>

/** One way to sign in. `settings` carries the form: `.meta({ title, description, secret, examples })` on each field. */
export interface ConnectionMethod {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly settings: z.ZodObject
}

/** Counted per stream: what it asked of the site. */
export interface Traffic {
  readonly requests: number
  readonly retries: number
  /** Time spent waiting because the site asked for it, in milliseconds. */
  readonly throttledMs: number
  /** Received, after decompression. */
  readonly bytes: number
}

export type TrafficObserver = (traffic: Partial<Traffic>) => void

/** What the outside world gives a plugin; injected so that tests never wait. */
export interface Surroundings {
  now(): number
  /** Resolves after the delay in milliseconds; rejects when the signal aborts. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
  /** In [0, 1). */
  random(): number
  /** How long one request may take from its start to the last byte of its answer; the plugin's own default where absent. */
  readonly timeoutMs?: number
}

/** An open, signed-in connection. All clients of one connection share its limits. */
export interface Connection<Client> extends AsyncDisposable {
  /** Which site is read, without credentials; another site under the same sync starts a new full read. */
  readonly site: string
  /** Who reads: another account may see other records, so it starts a new full read too. */
  readonly account: string
  /** The most requests that it lets be under way at the same time; absent: as many as are asked for. */
  readonly requestsAtOnce?: number
  /** The site's own clock, from its answers. */
  now(): Date
  /**
   * Asks the site once more who is signed in. Throws SyncError `auth` when it is not the same account any more:
   * what such a caller does not see is not gone.
   */
  confirm(signal: AbortSignal): Promise<void>
  /**
   * `confirm`, and then what the account sees: another text when something that was there at this instant has come
   * into its view or gone out of it.
   */
  view(signal: AbortSignal, until: Date): Promise<string>
  client(observe: TrafficObserver, signal: AbortSignal): Client
}

export interface ConnectRequest {
  readonly method: string
  readonly settings: Settings
  readonly parameters: Settings
  readonly signal: AbortSignal
  readonly surroundings: Surroundings
}

/** One thing that a check verified, in the user's words. */
export interface CheckStep {
  /** snake_case. */
  readonly name: string
  readonly passed: boolean
  /** One sentence: what was found or, when it failed, why and what to do. */
  readonly message: string
  /** Set when it failed. */
  readonly error?: Error
}

/** What the site says to a clause of the sync's form. */
export interface ClauseFinding {
  readonly accepted: boolean
  /** How many records match, where the site tells. */
  readonly matches?: number
  /** The whole query as it is sent. */
  readonly query?: string
  /** Why it was refused. */
  readonly message?: string
  /** Where it is wrong; the first character is 1. */
  readonly position?: number
}

/** One of the things that a form offers. */
export interface Choice {
  readonly value: string
  readonly label: string
}

export interface SandboxOptions {
  /** 0: a free port. */
  readonly port?: number
  readonly pages?: number
  readonly seed?: number
  /** A folder of recorded answers to serve instead of a generated site. */
  readonly site?: string
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number
}

/** A site on this machine, to try the plugin on. */
export interface Sandbox extends AsyncDisposable {
  readonly url: string
  /** A `connection` section for the configuration file that reaches it. */
  readonly connection: Settings
}

/** What `import(manifest.entry)` gives as its default export. */
export interface Plugin<Client = unknown> {
  readonly connectionMethods: readonly ConnectionMethod[]
  /** The sync's own form (`inbound_configuration_form`). */
  readonly parameters: z.ZodObject
  readonly streams: readonly Stream<Client>[]
  /** Signs in with one cheap request. Throws SyncError `auth` or `config` with the remedy. */
  connect(request: ConnectRequest): Promise<Connection<Client>>
  /** Verifies step by step and stops after the first step that makes the next ones pointless. */
  check(request: ConnectRequest): AsyncIterable<CheckStep>
  /** The parameter that is a clause in the source's own query language, where there is one. */
  readonly clauseParameter?: string
  /** Asks the site what it takes a clause for. A clause that is wrong is an answer; any other failure throws. */
  tryClause?(request: ConnectRequest, clause: string): Promise<ClauseFinding>
  /** Spaces whose key or name fits the text, the likeliest first; as many as one answer holds. */
  findSpaces?(request: ConnectRequest, search: string): Promise<readonly Choice[]>
  /** The clause limited to these spaces; a limit that was put in this way before is replaced, the rest stays. */
  withSpaces?(clause: string, keys: readonly string[]): string
  openSandbox?(options: SandboxOptions): Promise<Sandbox>
}
