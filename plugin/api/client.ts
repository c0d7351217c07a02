import type { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import { promised } from './promised.ts'
import { type Sorted, sortOut } from './records.ts'
import { type Listed, type WalkOptions, walk } from './walk.ts'
import { type OffsetListed, walkByOffset } from './walk-by-offset.ts'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** Sends one request, with retries, to a path below the site's address. Throws SyncError. */
export type Ask = (path: string, query: Query, body?: unknown) => Promise<unknown>

/** One record: parsed as far as we read it, and as received. */
export interface Received<Item> {
  readonly item: Item
  readonly raw: unknown
}

/** What the streams ask Confluence with. Every method throws SyncError and stops when the run's signal aborts. */
export interface Client {
  /** The site's address; a gateway's prefix included, no slash at the end. */
  readonly site: string
  /** Where people see the site, up to `/wiki`: what relative links in records start with. */
  readonly base: string
  /** The caller's profile zone, in which CQL reads dates; undefined when the profile hides it. */
  readonly timeZone: string | undefined
  get<Item>(path: string, query: Query, schema: z.ZodType<Item>): Promise<Received<Item>>
  /** `get`, undefined when the thing is gone or hidden (404). */
  find<Item>(path: string, query: Query, schema: z.ZodType<Item>): Promise<Received<Item> | undefined>
  /** Each of these records below the path, asked for by its id; those that are gone or hidden (404) are left out. */
  findEach<Item>(
    item: z.ZodType<Item>,
    path: string,
    ids: readonly string[],
    query: Query,
  ): Promise<Sorted<Item>>
  post<Item>(path: string, body: unknown, schema: z.ZodType<Item>): Promise<Received<Item>>
  /** A listing by cursor, page by page, of the v2 API or of CQL: to its end, or it throws. */
  list<Item>(
    item: z.ZodType<Item>,
    path: string,
    query: Query,
    options?: WalkOptions,
  ): AsyncGenerator<Listed<Item>>
  /** A listing by offset, until a page is empty. */
  listByOffset<Item>(item: z.ZodType<Item>, path: string, query: Query): AsyncGenerator<OffsetListed<Item>>
  /** The keys of these spaces; null for one that is not visible. Asked once per connection. */
  spaceKeys(ids: Iterable<string>): Promise<ReadonlyMap<string, string | null>>
}

export interface ClientOptions {
  readonly site: string
  readonly base: string
  readonly timeZone: string | undefined
  readonly ask: Ask
  spaceKeys(ids: Iterable<string>, ask: Ask): Promise<ReadonlyMap<string, string | null>>
}

export function createClient({ site, base, timeZone, ask, spaceKeys }: ClientOptions): Client {
  const get: Client['get'] = async (path, query, schema) => receivedAs(schema, await ask(path, query), path)
  return {
    site,
    base,
    timeZone,
    get,
    find: (path, query, schema) => get(path, query, schema).catch(undefinedWhenGone),
    async findEach(item, path, ids, query) {
      const sorted = ids.map(async (id): Promise<Sorted<z.infer<typeof item>>> => {
        const address = `${path}/${encodeURIComponent(id)}`
        const raw = await ask(address, query).catch(undefinedWhenGone)
        return sortOut(raw === undefined ? [] : [raw], item, `${site}${address}`, id)
      })
      return allOf(await Promise.all(sorted))
    },
    post: async (path, body, schema) => receivedAs(schema, await ask(path, {}, body), path),
    list: (item, path, query, options = {}) => walk({ site, base, ask, item, path, query, options }),
    listByOffset: (item, path, query) => walkByOffset(ask, item, path, query),
    spaceKeys: (ids) => spaceKeys(ids, ask),
  }
}

const receivedAs = <Item>(schema: z.ZodType<Item>, raw: unknown, path: string): Received<Item> => ({
  item: promised(schema, raw, path),
  raw,
})

const allOf = <Item>(sorted: readonly Sorted<Item>[]): Sorted<Item> => ({
  items: sorted.flatMap(({ items }) => items),
  isolated: sorted.flatMap(({ isolated }) => isolated),
})

function undefinedWhenGone(error: unknown): undefined {
  if (error instanceof SyncError && error.kind === 'not_found') return undefined
  throw error
}
