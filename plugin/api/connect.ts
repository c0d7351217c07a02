import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { Connection, Surroundings, TrafficObserver } from '../../src/contract/plugin.ts'
import { type Ask, type Client, createClient, type Query } from './client.ts'
import { openLimits } from './limits.ts'
import { concurrencyBounds } from './limits-concurrency.ts'
import { withNextLink } from './link-header.ts'
import { programVersion } from './program-version.ts'
import { withRetries } from './retry.ts'
import { text } from './retry-after.ts'
import { openSender } from './send.ts'
import { openSharedAnswers } from './shared-answers.ts'
import { openSpaceKeys } from './space-keys.ts'
import { spacesInView } from './view.ts'

export interface Access {
  /** The site's address; a gateway's prefix included, no slash at the end. */
  readonly site: string
  /** The value of the Authorization header. */
  readonly authorization: string
  /** The Redis server through which processes share the site's limits. */
  readonly redisUrl?: string | undefined
  readonly surroundings: Surroundings
  readonly signal: AbortSignal
}

/** A site that can be asked, before anything is known of the credentials. */
export interface Line extends Disposable {
  readonly site: string
  /** The site's clock at the last answer, carried on; our own before the first. */
  now(): Date
  client(observe: TrafficObserver, signal: AbortSignal, more?: ClientFacts): Client
}

export interface ClientFacts {
  readonly timeZone?: string | undefined
  readonly base?: string | undefined
  /** Five where not said. */
  readonly attempts?: number
}

/** Opens the connections, the limits and the caches that all clients of one site share. */
export function openLine(access: Access): Line {
  const { site, authorization, redisUrl, surroundings } = access
  const sender = openSender(surroundings.timeoutMs)
  const limits = openLimits(surroundings, redisUrl === undefined ? undefined : { site, redisUrl })
  const spaceKeys = openSpaceKeys()
  const answers = openSharedAnswers()
  const headers = { authorization, 'user-agent': `confluence-sync/${programVersion()}` }
  let skewMs = 0
  const asker = (observe: TrafficObserver, signal: AbortSignal, attempts: number): Ask => {
    const retrying = { limits, surroundings, observe, signal, attempts }
    return (path, query, body) =>
      withRetries(retrying, async () => {
        const url = addressOf(site, path, query)
        const answer = await sender.send({ url, body, headers, signal, now: surroundings.now })
        observe({ bytes: answer.bytes })
        limits.heed(answer.headers)
        skewMs = skewOf(text(answer.headers['date']), surroundings.now()) ?? skewMs
        return withNextLink(answer.value, answer.headers['link'])
      })
  }
  return {
    site,
    // The Date header has whole seconds: an instant before what it may have cut off is safe, one after is not.
    now: () => new Date(Math.floor((surroundings.now() + skewMs) / 1000) * 1000),
    client: (observe, signal, { timeZone, base, attempts = 5 } = {}) =>
      createClient({
        site,
        base: base ?? `${site}/wiki`,
        timeZone,
        ask: asker(observe, signal, attempts),
        reader: answers.reader(),
        spaceKeys,
      }),
    [Symbol.dispose]() {
      sender[Symbol.dispose]()
      limits[Symbol.dispose]()
    },
  }
}

function addressOf(site: string, path: string, query: Query): URL {
  const url = new URL(`${site}${path}`)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value))
  return url
}

function skewOf(date: string | undefined, now: number): number | undefined {
  const theirs = Date.parse(date ?? '')
  return Number.isNaN(theirs) ? undefined : theirs - now
}

const caller = z.object({
  type: z.string().nullish(),
  accountId: z.string().nullish(),
  timeZone: z.string().nullish(),
  _links: z.object({ base: z.string().nullish(), self: z.string().nullish() }).nullish(),
})

export interface Caller extends z.infer<typeof caller> {
  readonly accountId: string
}

/** Who the credentials are for. Throws SyncError `auth` when the site takes them for nobody's. */
export async function callerOf(client: Client): Promise<Caller> {
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/#api-wiki-rest-api-user-current-get
  const { item } = await client.get('/wiki/rest/api/user/current', {}, caller)
  const { accountId } = item
  if (item.type === 'anonymous' || !accountId) {
    const message = `${new URL(client.site).host} takes the caller for an anonymous visitor; renew the token, and with an API token check the e-mail address too.`
    throw new SyncError('auth', message, { code: 'anonymous' })
  }
  return { ...item, accountId }
}

/** Signs in with one request. Throws SyncError with the remedy; `config` when there is no such site. */
export async function connect(access: Access): Promise<Connection<Client>> {
  const line = openLine(access)
  try {
    const asking = line.client(() => undefined, access.signal)
    const { accountId, timeZone, _links } = await callerOf(asking).catch(explainMissing)
    const confirmed = async (signal: AbortSignal) => {
      const asking = line.client(() => undefined, signal)
      refuseOther(accountId, await callerOf(asking))
      return asking
    }
    const facts = { timeZone: timeZone || undefined, base: baseOf(_links) }
    return {
      site: line.site,
      account: accountId,
      requestsAtOnce: concurrencyBounds.most,
      now: line.now,
      confirm: async (signal) => void (await confirmed(signal)),
      view: async (signal, until) => await spacesInView(await confirmed(signal), until),
      client: (observe, signal) => line.client(observe, signal, facts),
      async [Symbol.asyncDispose]() {
        line[Symbol.dispose]()
      },
    }
  } catch (error) {
    line[Symbol.dispose]()
    throw error
  }
}

function refuseOther(accountId: string, now: Caller): void {
  if (now.accountId === accountId) return
  const message =
    'The site now takes the caller for another account than when the run began; nothing was deleted: check the credentials and run the sync again.'
  throw new SyncError('auth', message, { code: 'caller_changed' })
}

// Behind the gateway the address that is asked is not the one that people see.
function baseOf(links: Caller['_links']): string | undefined {
  return links?.base ?? /^https?:\/\/[^/]+\/wiki(?=\/)/.exec(links?.self ?? '')?.[0]
}

/** At the door, a host or a page that is not there means a wrong domain. */
export function explainMissing(error: unknown): never {
  const isWrongDomain =
    error instanceof SyncError && ['not_found', 'host_unknown', 'not_json'].includes(error.code)
  if (!isWrongDomain) throw error
  const { request, code, cause } = error
  throw new SyncError('config', error.message, { ...request, code, cause })
}
