import { z } from 'zod'
import type { SyncError } from '../../src/contract/errors.ts'
import { toSyncError } from '../../src/contract/errors.ts'
import type { Choice, ClauseFinding, ConnectRequest } from '../../src/contract/plugin.ts'
import { parseClause } from '../api/clause.ts'
import type { Client } from '../api/client.ts'
import { callerOf, explainMissing, openLine } from '../api/connect.ts'
import { signInOf } from './methods.ts'
import { siteOf } from './site.ts'

const listing = z.object({ totalSize: z.number().optional() })
/** Without it archived pages are left out, and a sync reads these too. */
const cqlcontext = '{"contentStatuses":["current","archived"]}'

/** What the site says to the clause: whether it understands it, and how many pages match. */
export async function tryClause(request: ConnectRequest, clause: string): Promise<ClauseFinding> {
  try {
    const parsed = parseClause(clause)
    const query = parsed === undefined ? 'type = page' : `type = page AND (${parsed})`
    return await asking(request, async (client) => {
      await callerOf(client).catch(explainMissing)
      const found = await count(client, query)
      return 'refusal' in found ? refused(found.refusal, query) : { accepted: true, query, ...found }
    })
  } catch (error) {
    const failure = toSyncError(error)
    if (!failure.code.startsWith('clause_')) throw failure
    return refused(failure)
  }
}

// The site takes the clause for wrong: that is an answer. Any other failure says nothing of the clause.
async function count(
  client: Client,
  cql: string,
): Promise<{ readonly matches?: number } | { readonly refusal: SyncError }> {
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-get
  try {
    const { item } = await client.get(
      '/wiki/rest/api/search',
      { cql, cqlcontext, limit: 1, excerpt: 'none' },
      listing,
    )
    return item.totalSize === undefined ? {} : { matches: item.totalSize }
  } catch (error) {
    const refusal = toSyncError(error)
    if (refusal.request.status === 400) return { refusal }
    throw refusal
  }
}

function refused({ message }: SyncError, query?: string): ClauseFinding {
  const column = /at column (\d+)/.exec(message)?.[1]
  return {
    accepted: false,
    message,
    ...(column === undefined ? {} : { position: Number(column) }),
    ...(query === undefined ? {} : { query }),
  }
}

const spaces = z.object({
  results: z.array(z.object({ space: z.object({ key: z.string(), name: z.string() }).nullish() })),
})
const shown = 50

/** Spaces whose name or key begins like the text; all of them, as far as one answer goes, for an empty one. */
export async function findSpaces(request: ConnectRequest, search: string): Promise<readonly Choice[]> {
  const words = search.replace(/["\\*?~]/g, ' ').trim()
  const wanted = words === '' ? '' : ` AND (title ~ "${words}*" OR space = "${words}")`
  return await asking(request, async (client) => {
    // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-get
    const query = { cql: `type = space${wanted}`, includeArchivedSpaces: true, limit: shown, excerpt: 'none' }
    const { item } = await client.get('/wiki/rest/api/search', query, spaces)
    return item.results.flatMap(({ space }) =>
      space ? [{ value: space.key, label: `${space.name} (${space.key})` }] : [],
    )
  })
}

// Somebody waits at a form: two attempts, not five.
async function asking<Result>(
  { method, settings, surroundings, signal }: ConnectRequest,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { domain, authorization } = signInOf(method, settings)
  using line = openLine({ site: siteOf(domain), authorization, surroundings, signal })
  return await work(line.client(() => undefined, signal, { attempts: 2 }))
}
