import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type FailureKind, SyncError } from '../contract/errors.ts'

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

export const statusOf = ({ kind, code }: SyncError): ContentfulStatusCode =>
  conflicts.has(code) ? 409 : statusOfKind[kind]

/** The one shape of an error. What is a bug keeps its words for the log. */
export function failureAnswer(
  c: Context,
  { kind, code, message, field }: SyncError,
  status = statusOf(new SyncError(kind, message, { code })),
) {
  const told = kind === 'bug' ? 'Something unexpected happened in the server; please report it.' : message
  return c.json({ error: { code, kind, message: told, ...(field === undefined ? {} : { field }) } }, status)
}

export function refusal(c: Context, why: Refusal, message: string, field?: string) {
  return c.json(
    { error: { code: why, kind: 'config', message, ...(field === undefined ? {} : { field }) } },
    statusOfRefusal[why],
  )
}
