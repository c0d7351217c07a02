import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { Site } from '../site.ts'
import { refuseCredentials } from './errors.ts'

export interface Credentials {
  readonly email: string
  readonly apiToken: string
}

/** What stands in front of both APIs: the clock, the quota headers, a request id. */
export function edgeHeaders(site: Site): MiddlewareHandler {
  let requests = 0
  return async (context, next) => {
    await next()
    const now = site.now()
    requests++
    context.header('Date', new Date(now).toUTCString())
    context.header('atl-traceid', traceId(requests))
    // Whoever is told to come later is told the quota with it.
    if (context.res.status === 429) return
    context.header('X-RateLimit-Limit', '40000')
    context.header('X-RateLimit-Remaining', String(40_000 - (requests % 20_000)))
    context.header('X-RateLimit-Reset', `${new Date(now + 3_600_000).toISOString().slice(0, 13)}:00Z`)
    context.header('X-RateLimit-NearLimit', 'false')
  }
}

/** Basic with e-mail and token, or the token as a bearer. */
export function requireCredentials(credentials: Credentials): MiddlewareHandler {
  const basic = Buffer.from(`${credentials.email}:${credentials.apiToken}`).toString('base64')
  const accepted = [`Basic ${basic}`, `Bearer ${credentials.apiToken}`]
  return async (context, next) => {
    const given = context.req.header('Authorization') ?? ''
    if (!accepted.some((header) => isSame(header, given))) throw refuseCredentials()
    await next()
  }
}

function isSame(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(expected), digest(given))
}

function traceId(request: number): string {
  return createHash('sha256').update(String(request)).digest('hex').slice(0, 32)
}
