import type { Context, Next } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type FailureKind, type SyncError, toSyncError } from '../contract/errors.ts'
import type { ServerSettings } from './settings.ts'

/** What the server itself refuses, beside the kinds of failures. */
export type Refusal =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'no_such_path'
  | 'no_such_method'
  | 'conflict'
  | 'too_large'
  | 'too_many'

const statusOfKind: Readonly<Record<FailureKind, ContentfulStatusCode>> = {
  config: 422,
  auth: 422,
  rate_limited: 503,
  transient: 503,
  not_found: 404,
  data: 502,
  bug: 500,
}

/** Failures that are not wrong by themselves, but at odds with how things stand. */
const conflicts: ReadonlySet<string> = new Set([
  'name_taken',
  'run_under_way',
  'connection_in_use',
  'sync_in_use',
  'nothing_synced',
])

const statusOfRefusal: Readonly<Record<Refusal, ContentfulStatusCode>> = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  no_such_path: 404,
  no_such_method: 405,
  conflict: 409,
  too_large: 413,
  too_many: 429,
}

const statusOf = ({ kind, code }: SyncError): ContentfulStatusCode =>
  conflicts.has(code) ? 409 : statusOfKind[kind]

/** The one shape of an error. What is a bug keeps its words for the log. */
export function failureAnswer(c: Context, failure: SyncError) {
  const { kind, code, message, field, retryAfterMs } = failure
  const told =
    kind === 'bug' ? 'Something unexpected happened in the server; please report it with its log.' : message
  if (retryAfterMs !== undefined) c.header('retry-after', secondsOf(retryAfterMs))
  const error = { code, kind, message: told, ...(field === undefined ? {} : { field }) }
  return c.json({ error }, statusOf(failure))
}

export const secondsOf = (delayMs: number) => String(Math.ceil(delayMs / 1_000))

/** Tells the log of whatever is the server's own failure, be it answered as JSON or as a page. */
export const notingFailures =
  ({ note = toStandardError }: Pick<ServerSettings, 'note'>) =>
  async (c: Context, next: Next) => {
    await next()
    if (c.error === undefined) return
    const failure = toSyncError(c.error)
    const status = statusOf(failure)
    if (status < 500) return
    const words = failure.kind === 'bug' ? causesOf(failure).join('\ncaused by ') : failure.message
    const { pathname } = new URL(c.req.url)
    note(`${c.req.method} ${pathname} answered ${status} ${failure.code}: ${words}`)
  }

const toStandardError = (words: string) => void process.stderr.write(`${words}\n`)

// Stacks alone: what hangs on an error of a library (a request with its headers, say) holds secrets.
function causesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return error === undefined ? [] : [String(error)]
  return [error.stack ?? error.message, ...causesOf(error.cause)]
}

export function refusal(c: Context, why: Refusal, message: string, field?: string) {
  return c.json(
    { error: { code: why, kind: 'config', message, ...(field === undefined ? {} : { field }) } },
    statusOfRefusal[why],
  )
}
