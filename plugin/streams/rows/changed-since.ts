import type { z } from 'zod'
import type { ReadContext } from '../../../src/contract/stream.ts'
import type { Around } from '../../api/around.ts'
import type { Client } from '../../api/client.ts'
import type { Listed } from '../../api/straight-walk.ts'
import { cqlMinute } from './cql-minute.ts'
import { cqlcontext } from './estimate.ts'

export interface Search<Item> {
  readonly item: z.ZodType<Item>
  readonly expand: string
  /** The CQL without an order, for records changed at this minute or later. */
  cqlOf(minute: string): string
  stampOf(item: Item): string | null
  byIds: Around<Item>['byIds']
}

// https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content/#api-wiki-rest-api-content-search-get
export const searchPath = '/wiki/rest/api/content/search'

/**
 * What a search finds changed since, with a check of the zone that the site reads the minute in:
 *
 *        since                 cursor
 *   ───────┼──────── overlap ─────┼───────────▶ stamps
 *          │◀ what landed before ▶│   news
 *
 * The newest of what landed before stands at the cursor, so something of the overlap must come again. When nothing
 * does, the minute may have been read as a later one than was meant: it is asked again for the earliest there is.
 */
export async function* searchSince<Item>(
  { client, cursor, resume }: ReadContext<Client>,
  since: Date,
  search: Search<Item>,
): AsyncGenerator<Listed<Item>> {
  const believed = cqlMinute(since, client.timeZone)
  const earliest = cqlMinute(since, undefined)
  let isProved = believed === earliest
  for await (const listed of found(client, search, believed, resume)) {
    isProved ||= listed.items.some(({ item }) => isBefore(search.stampOf(item), cursor))
    yield listed
  }
  // No place to go on from: it would be one in another search.
  if (!isProved)
    for await (const listed of found(client, search, earliest, undefined))
      yield { ...listed, resume: undefined }
}

function found<Item>(client: Client, search: Search<Item>, minute: string, resume: string | undefined) {
  const { item, expand, byIds } = search
  const cql = search.cqlOf(minute)
  const query = { cql: `${cql} ORDER BY lastmodified ASC`, cqlcontext, expand, limit: 250 }
  const opposite = { cql: `${cql} ORDER BY lastmodified DESC` }
  const around: Around<Item> = {
    ...{ light: { expand: undefined }, opposite, byIds },
    // What is edited meanwhile moves to the end.
    ...{ backward: 'when_broken', meetsAt: 'page' },
  }
  return client.list(item, searchPath, query, { resume, around })
}

const isBefore = (stamp: string | null, cursor: Date | undefined): boolean =>
  stamp !== null && cursor !== undefined && Date.parse(stamp) <= cursor.getTime()
