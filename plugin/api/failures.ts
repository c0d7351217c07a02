import type { FailureKind } from '../../src/contract/errors.ts'
import { SyncError } from '../../src/contract/errors.ts'
import { type Headers, retryAfterMs, text } from './retry-after.ts'

/** What came back, as far as it decides what went wrong. */
export interface Refusal {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  /** Read to tell failures apart; never part of a message. */
  readonly body: string
  /** Signed in with an access token, which belongs to no e-mail address. */
  readonly isBearer: boolean
  readonly now: number
}

interface Verdict {
  readonly kind: FailureKind
  readonly code: string
  readonly message: string
}

/** An answer that is not a success, as the failure it stands for. */
export function failureOf(refusal: Refusal): SyncError {
  const { kind, code, message } = verdictOf(refusal)
  const wait = waitOf(refusal)
  return new SyncError(kind, message, {
    code,
    status: refusal.status,
    ...factsOf(refusal.url, refusal.headers),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  })
}

// When the quota begins anew stands on every answer, and says something about a refusal for the quota alone.
function waitOf({ status, headers, now }: Refusal): number | undefined {
  if (status === 429) return retryAfterMs(headers, now)
  return status >= 500 ? retryAfterMs({ 'retry-after': headers['retry-after'] }, now) : undefined
}

/** A success whose body is not what the API promises: a login page, a proxy's notice, a cut-off answer. */
export function unreadable(url: URL, headers: Headers, status: number, cause?: unknown): SyncError {
  const isHtml = text(headers['content-type'])?.includes('text/html') ?? false
  const message = isHtml
    ? `${url.host} answered with a web page instead of data; check that the domain is the one of your Confluence site and that no login page or proxy stands in front of it.`
    : `${url.host} gave an answer that ends early or is not JSON; run the sync again, and ask Atlassian's support when it stays so.`
  const code = isHtml ? 'not_json' : 'broken_answer'
  return new SyncError('transient', message, { code, status, ...factsOf(url, headers), cause })
}

/** A request's address without its query, and the correlation id that support asks for. */
export function factsOf(url: URL, headers: Headers): { readonly url: string; readonly requestId?: string } {
  const names = ['atl-traceid', 'x-trace-id', 'atl-request-id', 'x-request-id']
  const requestId = names
    .map((name) => text(headers[name]))
    .find((value) => value !== undefined && isId(value))
  const address = `${url.origin}${url.pathname}`
  return requestId === undefined ? { url: address } : { url: address, requestId }
}

// Hexadecimal or a UUID: whatever else stands in the header may be an echo of what must not be kept.
const isId = (value: string): boolean => /^[0-9a-f-]{8,64}$/i.test(value)

function verdictOf(refusal: Refusal): Verdict {
  const { status, url } = refusal
  const special = specials.find(({ fits }) => fits(refusal))
  if (special !== undefined) return { ...special, message: special.message(url, status) }
  const known = byStatus[status] ?? (status >= 500 ? serverError : refused)
  return { ...known, message: known.message(url, status) }
}

interface Case {
  readonly kind: FailureKind
  readonly code: string
  message(url: URL, status: number): string
}

const gateway = 'api.atlassian.com'

const hasCursor = ({ url }: Refusal) => url.searchParams.has('cursor')

// The listing was there when it gave the cursor: whether it has gone meanwhile tells its first page.
const cursorLost: ReadonlySet<number> = new Set([404, 410])

// Cases that the status alone does not tell; the first that fits counts.
const specials: readonly (Case & { fits(refusal: Refusal): boolean })[] = [
  {
    kind: 'data',
    code: 'cursor_refused',
    fits: (refusal) =>
      hasCursor(refusal) &&
      (cursorLost.has(refusal.status) || (refusal.status === 400 && /cursor/i.test(refusal.body))),
    message: ({ host }) => `${host} refused to go on with a listing it had begun; run the sync again.`,
  },
  {
    kind: 'config',
    code: 'clause_refused',
    // Our own CQL has no parentheses of its own after the AND: these stand around the user's.
    fits: ({ url, status }) => status === 400 && (url.searchParams.get('cql') ?? '').includes(' AND ('),
    message: () =>
      'Confluence does not understand the CQL clause for pages; try it in the advanced search of your site and correct it.',
  },
  {
    // The token is fine; asking for a new one of the same scopes would change nothing.
    kind: 'auth',
    code: 'scope_missing',
    fits: ({ status, body }) => status === 401 && /scope does not match/i.test(body),
    message: ({ pathname }) =>
      `The token lacks the scope that ${pathname} needs; create one with the classic read scopes, search:confluence and the granular read scopes.`,
  },
  {
    kind: 'auth',
    code: 'credentials_refused',
    fits: ({ status, isBearer, url }) => status === 401 && isBearer && url.host !== gateway,
    message: ({ host }) =>
      `${host} refused the access token; renew it, and use https://${gateway}/ex/confluence/<cloudId> as the domain.`,
  },
]

const serverError: Case = {
  kind: 'transient',
  code: 'server_error',
  message: ({ host }, status) =>
    `${host} failed with status ${status} several times; run the sync again later, it goes on where it stopped.`,
}

const refused: Case = {
  kind: 'data',
  code: 'request_refused',
  message: ({ host, pathname }, status) =>
    `${host} refused the request for ${pathname} with status ${status}; please report this to us.`,
}

const byStatus: Readonly<Record<number, Case>> = {
  401: {
    kind: 'auth',
    code: 'credentials_refused',
    message: ({ host }) =>
      host === gateway
        ? 'Atlassian refused the credentials; renew the token and check that the cloud id in the domain is the one of your site.'
        : `${host} refused the credentials; check the e-mail address and renew the token, and when the token was created with scopes, use https://${gateway}/ex/confluence/<cloudId> as the domain.`,
  },
  403: {
    kind: 'auth',
    code: 'permission_missing',
    message: ({ host }) =>
      `${host} knows the account but does not allow this request; give the account access to Confluence and to the spaces to be read.`,
  },
  404: {
    kind: 'not_found',
    code: 'not_found',
    message: ({ host, pathname }) =>
      `${host} has nothing at ${pathname}, or hides it from this account; check the domain and the account's permissions.`,
  },
  408: { ...serverError, code: 'server_timeout' },
  410: {
    kind: 'data',
    code: 'endpoint_gone',
    message: ({ host, pathname }) => `${host} no longer offers ${pathname}; update confluence-sync.`,
  },
  429: {
    kind: 'rate_limited',
    code: 'rate_limited',
    message: ({ host }) =>
      `${host} asked to slow down again and again; run the sync at a quieter time, it goes on where it stopped.`,
  },
}
