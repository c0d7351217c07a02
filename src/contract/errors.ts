/**
 * What went wrong, told by what has to happen next:
 * `config` the user changes a setting · `auth` the user renews a token or a permission ·
 * `rate_limited` the site asks to wait · `transient` trying again later may help ·
 * `not_found` the thing is gone · `data` the answer is not what the API promises · `bug` ours.
 */
export const failureKinds = [
  'config',
  'auth',
  'rate_limited',
  'transient',
  'not_found',
  'data',
  'bug',
] as const

export type FailureKind = (typeof failureKinds)[number]

/** Where a failed request went and what came back; never a header, a body or a query string. */
export interface RequestFacts {
  readonly url?: string
  readonly status?: number
  /** The correlation id that the site's support asks for (`atl-traceid`, `x-request-id`). */
  readonly requestId?: string
  readonly attempts?: number
}

export interface SyncErrorOptions extends RequestFacts {
  /** Stable snake_case name of this failure, for machines. */
  readonly code: string
  /** How long the site asked to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** The setting at fault, as a path with dots from the form or the file it stands in. */
  readonly field?: string | undefined
  /** For the log only: never shown, never stored. */
  readonly cause?: unknown
}

/** The one error inside the product. Its message is one sentence for the user and names the remedy. */
export class SyncError extends Error {
  readonly kind: FailureKind
  readonly code: string
  readonly retryAfterMs: number | undefined
  readonly field: string | undefined
  readonly request: RequestFacts

  constructor(kind: FailureKind, message: string, options: SyncErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SyncError'
    this.kind = kind
    this.code = options.code
    this.retryAfterMs = options.retryAfterMs
    this.field = options.field
    const { url, status, requestId, attempts } = options
    this.request = {
      ...(url === undefined ? {} : { url }),
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(attempts === undefined ? {} : { attempts }),
    }
  }
}

/** Any thrown value as a SyncError; what is not one already is a `bug`. */
export function toSyncError(error: unknown): SyncError {
  if (error instanceof SyncError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new SyncError('bug', `Something unexpected happened: ${message}`, {
    code: 'unexpected',
    cause: error,
  })
}
