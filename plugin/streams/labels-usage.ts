import { z } from 'zod'
import type { StreamForecast } from '../../src/contract/stream.ts'
import type { Client, Query } from '../api/client.ts'
import { encoded } from '../api/encoded.ts'
import { optionalText } from './rows/fields.ts'

/** What carries a label, by id. */
export interface Usage {
  readonly pageIds: readonly string[]
  readonly blogPostIds: readonly string[]
  readonly attachmentIds: readonly string[]
}

export interface UsageRead extends Usage {
  /** What of it cannot be read, by kind and id. */
  readonly unreadable: readonly string[]
}

/** Labels whose usage is read at the same time. */
export const usageAtOnce = 16
/** What the usage of one takes at least: a list of each kind. */
const requestsEach = 3

/** What listing the labels comes to when the usage of each is read as well. */
export function forecastUsage(listing: StreamForecast): StreamForecast {
  const { rows = 0, requests } = listing
  if (requests === undefined) return listing
  return {
    rows,
    requests: requests + rows * requestsEach,
    how: `${requestsEach} for each label, to learn what carries it, and the list of labels`,
    atOnce: usageAtOnce * requestsEach,
  }
}

/** Reads what carries the label with this id. Throws SyncError `not_found` when the site has none of it. */
export async function usageOf(client: Client, id: string): Promise<UsageRead> {
  const [pages, blogPosts, attachments] = await Promise.all([
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-labels-id-pages-get
    carriers(client, id, 'pages', ['current', 'archived']),
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-blog-post/#api-labels-id-blogposts-get
    carriers(client, id, 'blogposts', ['current']),
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-attachment/#api-labels-id-attachments-get
    carriers(client, id, 'attachments', ['current', 'archived']),
  ])
  const unreadable = [pages, blogPosts, attachments].flatMap((read) => read.unreadable)
  return { pageIds: pages.ids, blogPostIds: blogPosts.ids, attachmentIds: attachments.ids, unreadable }
}

interface Carriers {
  readonly ids: readonly string[]
  readonly unreadable: readonly string[]
}

const carrier = z.object({ id: z.string(), status: optionalText })
const query: Query = { limit: 250 }

/** Only what lands as a row of its own: a count that no join can reach would be taken for an error. */
async function carriers(
  client: Client,
  id: string,
  kind: 'pages' | 'blogposts' | 'attachments',
  statuses: readonly string[],
): Promise<Carriers> {
  const found = new Set<string>()
  const unreadable: string[] = []
  for await (const { items, isolated } of client.list(
    carrier,
    `/wiki/api/v2/labels/${encoded(id)}/${kind}`,
    query,
  )) {
    for (const { item } of items) if (statuses.includes(item.status ?? 'current')) found.add(item.id)
    unreadable.push(...isolated.map((one) => `${kind} ${one.id ?? 'without an id'}`))
  }
  return { ids: [...found].sort(), unreadable }
}
