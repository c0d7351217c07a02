import type { ReadContext, StreamForecast } from '../../../src/contract/stream.ts'
import type { Client } from '../../api/client.ts'
import type { Listed } from '../../api/straight-walk.ts'
import { type Collection, everything, newestFirst } from './collection.ts'
import { cqlMinute } from './cql-minute.ts'
import { type Counted, estimateByCql } from './estimate.ts'
import { firstPage } from './first-page.ts'
import { untilBefore } from './newest-first.ts'

type Context = ReadContext<Client>

/** A listing to be read to its end: as the read asks for it, and how many records it holds. */
export interface Whole<Item> {
  listingOf(client: Client): AsyncIterable<Listed<Item>>
  /** Asked only when there is a second page. */
  count(): Promise<number | undefined>
}

/** A read of everything: the page that the site gives, as often as the records fill it. */
export async function forecastAll<Item>(
  { client }: Context,
  { listingOf, count }: Whole<Item>,
): Promise<StreamForecast> {
  const { ids, resume } = await firstPage(client, listingOf)
  const rows = resume === undefined ? ids.length : await count()
  if (rows === undefined) return { how: 'the site does not tell how many there are', atOnce: inTurn }
  const requests = pagesOf(rows, ids.length) + 1
  const pages = resume === undefined ? 'one holds them all' : `${ids.length} records a request`
  return { rows, requests, how: `${pages}, and one to prove the end`, atOnce: fromBothEnds }
}

/** A listing of changes. */
export interface Changes<Item extends { readonly id: string }> extends Whole<Item> {
  stampOf(item: Item): string | null
}

/** A read of changes, newest first, behind a look into the trash. Most often its first page shows all of them. */
export async function forecastChanges<Item extends { readonly id: string }>(
  context: Context,
  { listingOf, count, stampOf }: Changes<Item>,
): Promise<StreamForecast> {
  const first = await firstPage(context.client, listingOf)
  const seen = await newsOf(context, stampOf, first)
  const rows = seen.areAll ? seen.items.length : ((await count()) ?? seen.items.length)
  const pages = seen.areAll ? 1 : pagesOf(rows, first.ids.length)
  const shown = seen.areAll
    ? 'one shows all that changed'
    : `${first.ids.length} records a request, newest first`
  return { rows, requests: pages + 1, how: `${shown}, and one for the trash`, atOnce: inTurn }
}

interface One<Item> {
  readonly collection: Collection<Item>
  /** What the search calls its records. */
  readonly type: Counted
  readonly sort?: '-modified-date' | '-created-date'
  stampOf(item: NoInfer<Item>): string | null
}

/** The forecast of a stream that is one listing of the v2 API. */
export function forecastCollection<Item extends { readonly id: string }>(
  context: Context,
  landed: number | undefined,
  { collection, type, stampOf, sort = '-modified-date' }: One<Item>,
): Promise<StreamForecast> {
  const { since, client } = context
  if (since === undefined)
    return forecastAll(context, {
      listingOf: (watched) => everything(watched, collection, undefined),
      count: async () => (await estimateByCql(context, type)) ?? landed,
    })
  const field = sort === '-created-date' ? 'created' : 'lastmodified'
  return forecastChanges(context, {
    listingOf: (watched) => newestFirst(watched, collection, undefined, sort),
    count: () => estimateByCql(context, type, `${field} >= "${cqlMinute(since, client.timeZone)}"`),
    stampOf,
  })
}

/** Which of the records on the first page are news, and whether these are all there are. */
export async function newsOf<Item extends { readonly id: string }>(
  context: Context,
  stampOf: (item: Item) => string | null,
  first: Listed<Item>,
): Promise<{ readonly items: readonly Item[]; readonly areAll: boolean }> {
  const items: Item[] = []
  for await (const news of untilBefore(context, stampOf, only(first)))
    items.push(...news.items.map(({ item }) => item))
  const oldest = first.items.map(({ item }) => stampOf(item)).at(-1) ?? ''
  const isPassed = context.since !== undefined && Date.parse(oldest) < context.since.getTime()
  return { items, areAll: first.resume === undefined || isPassed }
}

async function* only<Item>(listed: Listed<Item>): AsyncGenerator<Listed<Item>> {
  yield listed
}

/** Pages of this size that so many records fill; also an empty listing has one. */
export const pagesOf = (rows: number, size: number): number =>
  Math.max(1, Math.ceil(rows / Math.max(1, size)))

/** A cursor is known only when the page before it has come. */
export const inTurn = 1
/** A listing can be walked in both its orders at once. */
const fromBothEnds = 2
