import { z } from 'zod'
import type { ReadContext } from '../../../src/contract/stream.ts'
import { parseClause } from '../../api/clause.ts'
import type { Client } from '../../api/client.ts'

const answer = z.object({ totalSize: z.number().optional() })

/** What the search counts. */
export type Counted = 'page' | 'blogpost' | 'comment' | 'attachment'

/** How much of this type the search counts; for progress only, since it counts what it has indexed. */
export async function estimateByCql(
  { client }: ReadContext<Client>,
  type: Counted,
  clause?: string,
): Promise<number | undefined> {
  const cql = clause === undefined ? `type = ${type}` : `type = ${type} AND (${clause})`
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-get
  const query = { cql, cqlcontext, limit: 1, excerpt: 'none' }
  const { item } = await client.get('/wiki/rest/api/search', query, answer)
  return item.totalSize
}

/** How many spaces the search counts, archived ones too. */
export async function estimateSpaces({ client }: ReadContext<Client>): Promise<number | undefined> {
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-get
  const query = { cql: 'type = space', includeArchivedSpaces: true, limit: 1, excerpt: 'none' }
  const { item } = await client.get('/wiki/rest/api/search', query, answer)
  return item.totalSize
}

/** Without it archived content is left out. */
export const cqlcontext = '{"contentStatuses":["current","archived"]}'

/** The user's clause for pages, ready for parentheses; undefined when there is none. */
export function clauseOf({ parameters }: ReadContext<Client>): string | undefined {
  const clause = parameters['cql_pages_clause']
  return parseClause(typeof clause === 'string' ? clause : undefined)
}
