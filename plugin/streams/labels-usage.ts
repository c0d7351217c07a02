import { z } from 'zod'
import type { ReadContext, StreamForecast } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { encoded } from '../api/encoded.ts'
import type { MeetingPoint } from '../api/meeting.ts'
import { type Collection, collectionById, everything, oneByOne } from './rows/collection.ts'
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

type Context = Pick<ReadContext<Client>, 'client' | 'lands'>

/** What listing the labels comes to when the usage of each is read as well. */
export function forecastUsage(context: Context, listing: StreamForecast): StreamForecast {
  const { rows = 0, requests } = listing
  const lists = kindsThatLand(context).length
  if (requests === undefined || lists === 0) return listing
  // Each list, and most often a look from its other end.
  const requestsEach = 2 * lists
  return {
    rows,
    requests: requests + rows * requestsEach,
    how: `about ${requestsEach} for each label, to learn and to prove what carries it, and the list of labels`,
    atOnce: usageAtOnce * lists,
  }
}

/**
 * Reads what carries the label with this id, of the kinds that land; of the others there is nothing. Throws SyncError
 * `not_found` when the site has none of it. A label is there only while something carries it: where all its lists seem
 * empty, they are read from their other ends too.
 */
export async function usageOf(context: Context, id: string): Promise<UsageRead> {
  const kinds = kindsThatLand(context)
  const read = await readUsage(context.client, id, kinds)
  const isNothing = Object.values(read).every(({ length }) => length === 0)
  return isNothing ? await readUsage(context.client, id, kinds.map(fromItsEnd)) : read
}

const carrier = z.object({ id: z.string(), status: optionalText })

interface Kind extends Pick<Collection<z.infer<typeof carrier>>, 'orders' | 'byIds'> {
  readonly name: string
  /** The fields of a label's row that it is for. */
  readonly fields: readonly [keyof Usage, string]
  /** Of those that land as rows of their own: a count that no join can reach would be taken for an error. */
  readonly statuses: readonly string[]
  readonly meetsAt: MeetingPoint
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-labels-id-pages-get
const pages = inOrderOfIds('pages', ['pageIds', 'pageCount'], ['current', 'archived'])
// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-blog-post/#api-labels-id-blogposts-get
const blogPosts = inOrderOfIds('blogposts', ['blogPostIds', 'blogPostCount'], ['current'])
// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-attachment/#api-labels-id-attachments-get
const attachments: Kind = {
  name: 'attachments',
  fields: ['attachmentIds', 'attachmentCount'],
  statuses: ['current', 'archived'],
  orders: ['created-date', '-created-date'],
  meetsAt: 'page',
  byIds: oneByOne(carrier, '/wiki/api/v2/attachments', {}),
}

function inOrderOfIds(name: string, fields: Kind['fields'], statuses: readonly string[]): Kind {
  const query = { status: statuses.join(','), limit: 250 }
  const { orders, byIds } = collectionById({ item: carrier, path: `/wiki/api/v2/${name}`, query })
  return { name, fields, statuses, orders, byIds, meetsAt: 'record' }
}

const kindsThatLand = ({ lands }: Context): readonly Kind[] =>
  [pages, blogPosts, attachments].filter(({ fields }) => fields.some(lands))

const fromItsEnd = ({ orders: [first, last], ...kind }: Kind): Kind => ({ ...kind, orders: [last, first] })

async function readUsage(client: Client, id: string, kinds: readonly Kind[]): Promise<UsageRead> {
  const read = await Promise.all(kinds.map((kind) => carriers(client, id, kind)))
  const nothing = { pageIds: [], blogPostIds: [], attachmentIds: [] }
  const usage = Object.fromEntries(kinds.map(({ fields: [ids] }, place) => [ids, read[place]?.ids ?? []]))
  return { ...nothing, ...usage, unreadable: read.flatMap(({ unreadable }) => unreadable) }
}

interface Carriers {
  readonly ids: readonly string[]
  readonly unreadable: readonly string[]
}

async function carriers(client: Client, id: string, kind: Kind): Promise<Carriers> {
  const { name, statuses, orders, byIds, meetsAt } = kind
  const path = `/wiki/api/v2/labels/${encoded(id)}/${name}`
  // Most labels are on one kind alone.
  const walks = { backward: 'when_broken', meetsAt, believesEmpty: true } as const
  const collection = { item: carrier, path, query: { limit: 250 }, orders, walks, byIds }
  const found = new Set<string>()
  const unreadable: string[] = []
  for await (const { items, isolated } of everything(client, collection, undefined)) {
    for (const { item } of items) if (statuses.includes(item.status ?? 'current')) found.add(item.id)
    unreadable.push(...isolated.map((one) => (one.id === undefined ? `some ${name}` : `${name} ${one.id}`)))
  }
  return { ids: [...found].sort(), unreadable }
}
