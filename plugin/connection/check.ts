import { z } from 'zod'
import type { SyncError } from '../../src/contract/errors.ts'
import { SyncError as Failure, toSyncError } from '../../src/contract/errors.ts'
import type { CheckStep, ConnectRequest } from '../../src/contract/plugin.ts'
import { parseClause } from '../api/clause.ts'
import type { Client } from '../api/client.ts'
import { callerOf, explainMissing, openLine } from '../api/connect.ts'
import { signInOf } from './methods.ts'
import { siteOf } from './site.ts'

/** Verifies a connection step by step, and stops at the first that fails: the next ones could only fail too. */
export async function* check(request: ConnectRequest): AsyncGenerator<CheckStep> {
  try {
    const { domain, authorization, redisUrl } = signInOf(request.method, request.settings)
    const { surroundings, signal } = request
    using line = openLine({ site: siteOf(domain), authorization, surroundings, signal })
    // Somebody waits at a form: two attempts, not five.
    yield* steps(
      line.client(() => undefined, signal, { attempts: 2 }),
      request,
      redisUrl,
    )
  } catch (error) {
    yield failed('site_reached', toSyncError(error))
  }
}

// A run goes on without: nothing here stops it.
async function sharedLimitsStep(redisUrl: string): Promise<CheckStep> {
  const { redisAnswers } = await import('../api/limits-shared.ts')
  const message = (await redisAnswers(redisUrl))
    ? 'Redis answers, so that processes share the limits of the site.'
    : 'Warning: Redis does not answer, so each process will keep to limits of its own; check the address in sharedLimits.'
  return { name: 'limits_shared', passed: true, message }
}

async function* steps(
  client: Client,
  { parameters }: ConnectRequest,
  redisUrl: string | undefined,
): AsyncGenerator<CheckStep> {
  const { host } = new URL(client.site)
  const caller = await callerOf(client).catch(explainMissing).catch(toSyncError)
  const isReached = !(caller instanceof Failure) || caller.kind === 'auth'
  if (caller instanceof Failure && !isReached) return yield failed('site_reached', caller)
  yield { name: 'site_reached', passed: true, message: `${host} answers.` }
  if (caller instanceof Failure) return yield failed('credentials_accepted', caller)
  yield { name: 'credentials_accepted', passed: true, message: 'The credentials are accepted.' }
  for (const { name, message, verify } of probes) {
    const found = await verify(client, clauseOf(parameters)).catch(toSyncError)
    if (found instanceof Failure) return yield failed(name, found)
    if (found) yield { name, passed: true, message }
  }
  if (redisUrl !== undefined) yield await sharedLimitsStep(redisUrl)
}

interface Probe {
  readonly name: string
  readonly message: string
  /** False: does not apply. */
  verify(client: Client, clause: string | undefined): Promise<boolean>
}

const listing = z.object({ results: z.array(z.unknown()) })

const probes: readonly Probe[] = [
  {
    name: 'v1_reachable',
    message: 'The search API answers.',
    verify: (client) => search(client, 'type = page'),
  },
  {
    name: 'v2_reachable',
    message: 'The content API answers.',
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-get
    verify: async (client) => (await client.get('/wiki/api/v2/pages', { limit: 1 }, listing)) !== undefined,
  },
  { name: 'spaces_visible', message: 'The account sees at least one space.', verify: seesSpaces },
  {
    name: 'clause_accepted',
    message: 'Confluence understands the CQL clause.',
    verify: async (client, clause) =>
      clause !== undefined && (await search(client, `type = page AND (${clause})`)),
  },
]

async function search(client: Client, cql: string): Promise<boolean> {
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content/#api-wiki-rest-api-content-search-get
  await client.get('/wiki/rest/api/content/search', { cql, limit: 1 }, listing)
  return true
}

async function seesSpaces(client: Client): Promise<boolean> {
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
  const { item } = await client.get('/wiki/api/v2/spaces', { limit: 1 }, listing)
  if (item.results.length > 0) return true
  const message =
    'The account is signed in but sees no space; give it permission to view the spaces to be read.'
  throw new Failure('auth', message, { code: 'no_spaces' })
}

function clauseOf(parameters: ConnectRequest['parameters']): string | undefined {
  const clause = parameters['cql_pages_clause']
  return parseClause(typeof clause === 'string' ? clause : undefined)
}

const failed = (name: string, error: SyncError): CheckStep => ({
  name,
  passed: false,
  message: error.message,
  error,
})
