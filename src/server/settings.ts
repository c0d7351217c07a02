import type { Context, Hono } from 'hono'
import type { ServedControl } from '../app.ts'
import type { Control } from '../control/control.ts'

/** The pages for people; what the session and the API need of them. */
export interface Front {
  /** Behind a session; `csrf` is set on the context and checked on everything that changes something. */
  pages(control: Control): Hono
  /** Readable without signing in, below `/assets`. */
  readonly assets: Hono
  /** For whoever is signed in and asks for what is not there. */
  missingPage(c: Context): Response | Promise<Response>
  loginPage(c: Context, error?: string, status?: 200 | 422 | 429): Response | Promise<Response>
}

export interface ServerSettings {
  readonly control: ServedControl
  readonly front: Front
  /** Names that the server is reached by, without a port; others are refused. Loopback always is one. */
  readonly hosts?: readonly string[]
  /** Requests come through a proxy of ours: it ends TLS and says who asks. */
  readonly isBehindProxy?: boolean
  readonly version: string
  /** Takes what went wrong in the server itself; default: standard error. */
  note?(words: string): void
}
