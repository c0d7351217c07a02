import type { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import { encoded } from './encoded.ts'
import { halving, joined } from './halving.ts'
import { openHealth } from './poison.ts'
import { promised } from './promised.ts'
import { type Sorted, sortOut } from './records.ts'
import { openSharedAnswers, type Reader } from './shared-answers.ts'
import type { Extent, Keys, SpaceKeys } from './space-keys.ts'
import { type Listed, straightWalk, type Walked, type WalkOptions } from './straight-walk.ts'
import { walk } from './walk.ts'
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
  /**
   * Each of these records below the path, asked for by its id; those that are gone or hidden (404) are left out, and
   * one that the site fails at is isolated.
   */
  findEach<Item>(
    item: z.ZodType<Item>,
    path: string,
    ids: readonly string[],
    query: Query,
  ): Promise<Sorted<Item>>
  /** What `read` gives for these ids, many at a time; one that breaks every answer it is in is isolated. */
  halving<Item>(
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<Sorted<Item>>,
  ): Promise<Sorted<Item>>
  /** The same for a listing that can be asked for ids. */
  listByIds<Item>(
    item: z.ZodType<Item>,
    path: string,
    ids: readonly string[],
    queryOf: (ids: readonly string[]) => Query,
  ): Promise<Listed<Item>>
  post<Item>(path: string, body: unknown, schema: z.ZodType<Item>): Promise<Received<Item>>
  /**
   * A listing by cursor, page by page, of the v2 API or of CQL: to its end, or it throws. A record or a place that
   * it had to be read around is isolated.
   */
  list<Item>(
    item: z.ZodType<Item>,
    path: string,
    query: Query,
    options?: WalkOptions<Item>,
  ): AsyncGenerator<Listed<Item>>
  /** A listing by offset, until a page is empty. */
  listByOffset<Item>(item: z.ZodType<Item>, path: string, query: Query): AsyncGenerator<OffsetListed<Item>>
  /** The keys of these spaces, asked for once per connection. */
  spaceKeys(ids: Iterable<string>, extent?: Extent): Promise<Keys>
}

export interface ClientOptions {
  readonly site: string
  readonly base: string
  readonly timeZone: string | undefined
  readonly ask: Ask
  readonly spaceKeys: SpaceKeys
  /** Of the answers that clients of one connection share; by itself where not said. */
  readonly reader?: Reader
}

export function createClient(options: ClientOptions): Client {
  const { site, base, timeZone, ask, spaceKeys, reader = openSharedAnswers().reader() } = options
  const get: Client['get'] = async (path, query, schema) => receivedAs(schema, await ask(path, query), path)
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/#api-wiki-rest-api-user-current-get
  const health = openHealth(() => ask('/wiki/rest/api/user/current', {}))
  const client: Client = {
    site,
    base,
    timeZone,
    get,
    find: (path, query, schema) => get(path, query, schema).catch(undefinedWhenGone),
    async findEach(item, path, ids, query) {
      const sorted = ids.map(async (id): Promise<Sorted<z.infer<typeof item>>> => {
        const address = `${path}/${encoded(id)}`
        const read = async () => {
          const raw = await ask(address, query).catch(undefinedWhenGone)
          return sortOut(raw === undefined ? [] : [raw], item, `${site}${address}`, id)
        }
        return await halving([id], read, health)
      })
      return joined(await Promise.all(sorted))
    },
    halving: (ids, read) => halving(ids, read, health),
    async listByIds(item, path, ids, queryOf) {
      const read = async (group: readonly string[]): Promise<Sorted<z.infer<typeof item>>> => {
        const listing = { site, base, ask, item, path, query: queryOf(group), options: {} }
        const pages: Walked<z.infer<typeof item>>[] = []
        for await (const listed of straightWalk(listing, { cursor: undefined, limit: group.length }))
          pages.push(listed)
        // An answer may leave out what there is: only one that brings nobody new says that the rest is not there.
        const given = new Set(pages.flatMap((page) => page.ids))
        const rest = group.filter((id) => !given.has(id))
        return joined(
          rest.length === 0 || rest.length === group.length ? pages : [...pages, await read(rest)],
        )
      }
      return { ...(await halving(ids, read, health)), ids, base, resume: undefined }
    },
    post: async (path, body, schema) => receivedAs(schema, await ask(path, {}, body), path),
    async *list(item, path, query, options = {}) {
      const request = { site, base, ask, item, path, query, options }
      if (options.isShared !== true) return yield* walk(request)
      using joined = reader.join(path, ask)
      yield* walk({ ...request, ask: joined.ask })
    },
    listByOffset: (item, path, query) => walkByOffset({ ask, health, item, path, query }),
    spaceKeys: (ids, extent) => spaceKeys(ids, client, extent),
  }
  return client
}

const receivedAs = <Item>(schema: z.ZodType<Item>, raw: unknown, path: string): Received<Item> => ({
  item: promised(schema, raw, path),
  raw,
})

function undefinedWhenGone(error: unknown): undefined {
  if (error instanceof SyncError && error.kind === 'not_found') return undefined
  throw error
}
