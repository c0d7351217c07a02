import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, Next } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { refusal, secondsOf } from './failures.ts'
import type { ServerSettings } from './settings.ts'
import type { Throttle } from './throttle.ts'
import { hashOf, isAdminToken, isSame, randomToken } from './tokens.ts'

export interface Variables {
  /** To be sent back with everything that changes something. */
  csrf: string
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])
export const cookieName = 'confluence_sync_session'
const sessionMs = 12 * 3_600_000
export const largestBody = 256 * 1024

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not no-referrer: browsers then send forms with "Origin: null", also to the page's own server.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const

// Set before the answer is made: what is changed afterwards does not reach every kind of answer.
export const withHeaders = (settings: ServerSettings) => (c: Context, next: Next) => {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  c.header('cache-control', 'no-store')
  if (settings.isBehindProxy) c.header('strict-transport-security', 'max-age=31536000')
  return next()
}

/** What is asked for its headers alone has nobody who reads the rest: it would be followed for as long as a run lasts. */
export const headersAlone = async (c: Context, next: Next) => {
  await next()
  if (c.req.method === 'HEAD') await c.res.body?.cancel()
}

/** A name that leads here and is not ours is somebody else's page that wants to talk to us. */
export const knownHostOnly =
  ({ hosts = [] }: ServerSettings) =>
  async (c: Context, next: Next) => {
    const name = new URL(c.req.url).hostname.toLowerCase()
    if (loopback.has(name) || hosts.some((host) => host.toLowerCase() === name)) return next()
    return refusal(
      c,
      'bad_request',
      'The server does not know itself by this name: start it with --public-host.',
    )
  }

/** Our own pages alone may change something: browsers say where a request comes from. */
export const sameOriginOnly = (settings: ServerSettings) => async (c: Context, next: Next) => {
  if (isSafe(c) || isFromHere(c, settings)) return next()
  return refusal(
    c,
    'forbidden',
    'The request comes from another site: open the page of this server and try again.',
  )
}

const isSafe = (c: Context) => c.req.method === 'GET' || c.req.method === 'HEAD'

function isFromHere(c: Context, { isBehindProxy }: ServerSettings): boolean {
  const origin = c.req.header('origin')
  const from = c.req.header('sec-fetch-site')
  if (from !== undefined && from !== 'same-origin' && from !== 'none') return false
  // A program that is no browser sends neither; it cannot be made to by another page.
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { host, protocol } = new URL(c.req.url)
  const ours = new URL(origin)
  return ours.host === host && ours.protocol === (isBehindProxy ? 'https:' : protocol)
}

/** Lets in who has a session or the token; everything that changes something in a session needs its own mark too. */
export const signedInOnly =
  (settings: ServerSettings, throttle: Throttle, refuse: (c: Context) => Response | Promise<Response>) =>
  async (c: Context<{ Variables: Variables }>, next: Next) => {
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (bearer !== undefined) return withToken(c, settings, throttle, bearer, next)
    const session = sessionOf(c, settings)
    if (session === undefined) return refuse(c)
    c.set('csrf', session.csrf)
    if (isSafe(c)) return next()
    const sent = c.req.header('x-csrf-token') ?? (await fieldOf(c, 'csrf'))
    if (sent !== undefined && isSame(sent, session.csrf)) return next()
    return refusal(c, 'forbidden', 'The page is out of date: reload it and try again.')
  }

async function withToken(
  c: Context,
  settings: ServerSettings,
  throttle: Throttle,
  token: string,
  next: Next,
) {
  const address = addressOf(c, settings)
  const waitMs = throttle.waitMs(address)
  if (waitMs !== undefined) return tooMany(c, waitMs)
  if (isAdminToken(settings.control, token)) {
    throttle.noteSuccess(address)
    return next()
  }
  throttle.noteFailure(address)
  return refusal(c, 'unauthorized', 'The token is not the admin token of this server.')
}

function tooMany(c: Context, waitMs: number) {
  tellWait(c, waitMs)
  return refusal(c, 'too_many', waitWords(waitMs))
}

export const tellWait = (c: Context, waitMs: number) => c.header('retry-after', secondsOf(waitMs))

export function waitWords(waitMs: number): string {
  const minutes = Math.ceil(waitMs / 60_000)
  return `Too many wrong tokens: try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
}

/** A field of the form that was sent; a form that cannot be read has none. */
export async function fieldOf(c: Context, name: string): Promise<string | undefined> {
  const type = c.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type)) return undefined
  const form = await c.req.parseBody().catch(() => undefined)
  const value = form?.[name]
  return typeof value === 'string' ? value : undefined
}

/** The session of the cookie, while it lasts. */
export function sessionOf(c: Context, { control }: ServerSettings) {
  const token = getCookie(c, cookieName)
  return token === undefined ? undefined : control.books.sessions.find(hashOf(token), control.now())
}

export function openSession(c: Context, { control, isBehindProxy = false }: ServerSettings): string {
  const [token, csrf] = [randomToken(), randomToken()]
  const expiresAt = control.now() + sessionMs
  control.books.sessions.prune(control.now())
  control.books.sessions.add({ hash: hashOf(token), csrf, expiresAt }, control.now())
  const cookie = { path: '/', httpOnly: true, sameSite: 'Strict', secure: isBehindProxy } as const
  setCookie(c, cookieName, token, { ...cookie, maxAge: sessionMs / 1_000 })
  return csrf
}

export function closeSession(c: Context, { control }: ServerSettings): void {
  const token = getCookie(c, cookieName)
  if (token !== undefined) control.books.sessions.remove(hashOf(token))
  deleteCookie(c, cookieName, { path: '/' })
}

/** Who asks; behind a proxy, who it says: the last one that it added itself. */
export function addressOf(c: Context, { isBehindProxy }: ServerSettings): string {
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  if (isBehindProxy && forwarded) return forwarded
  // Where there is no socket (a request made in this process) there is no address.
  if (c.env === undefined || !('incoming' in Object(c.env))) return 'local'
  return getConnInfo(c).remote.address ?? 'local'
}
