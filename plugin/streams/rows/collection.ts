import { z } from 'zod'
import type { Around } from '../../api/around.ts'
import type { Client, Query } from '../../api/client.ts'
import { isPoison } from '../../api/poison.ts'
import { type Listed, still } from '../../api/straight-walk.ts'

/** A listing of the v2 API with all the ways there are to ask for its records. */
export interface Collection<Item> {
  readonly item: z.ZodType<Item>
  readonly path: string
  /** Everything but the order. */
  readonly query: Query
  /** An order in which no record ever moves, and its opposite. */
  readonly orders: readonly [string, string]
  /** How a full read goes through them. */
  readonly walks: Pick<Around<Item>, 'backward' | 'meetsAt' | 'believesEmpty'>
  /** Whether two streams read it. */
  readonly isShared?: boolean
  /** The statuses of what is gone, where they can be listed. */
  readonly gone?: string
  byIds(client: Client, ids: readonly string[]): Promise<Listed<Item>>
}

interface ContentCollection<Item>
  extends Pick<Collection<Item>, 'item' | 'path' | 'query' | 'gone' | 'isShared'> {
  /** The parameter that takes ids; `id` where not said. */
  readonly idParameter?: string
}

/** A collection that lists by id and takes ids, 250 at a time. */
export function collectionById<Item>({
  idParameter = 'id',
  ...given
}: ContentCollection<Item>): Collection<Item> {
  const { item, path, query } = given
  return {
    ...given,
    orders: ['id', '-id'],
    walks: { backward: 'at_once', meetsAt: 'record' },
    byIds: (client, ids) =>
      client.listByIds(item, path, ids, (some) => ({ ...query, [idParameter]: some.join(',') })),
  }
}

/** For a collection that takes no ids: each record is asked for by itself, with this query. */
export const oneByOne =
  <Item>(item: z.ZodType<Item>, path: string, query: Query): Collection<Item>['byIds'] =>
  async (client, ids) => {
    const found = await client.findEach(item, path, ids, query)
    return { ...found, ids, base: client.base, resume: undefined }
  }

// What a record needs least: its body.
const light: Query = { 'body-format': undefined }

/** Every record, proved to the end, around what breaks. */
export function everything<Item>(
  client: Client,
  collection: Collection<Item>,
  resume: string | undefined,
): AsyncGenerator<Listed<Item>> {
  const { item, path, query, orders, walks, isShared = false, byIds } = collection
  const [sort, reversed] = orders
  const around = {
    light,
    opposite: { sort: reversed },
    ...walks,
    byIds: (ids: readonly string[]) => byIds(client, ids),
  }
  return client.list(item, path, { ...query, sort }, { resume, isShared, around })
}

/** The records by a stamp, newest first. */
export function newestFirst<Item>(
  client: Client,
  collection: Collection<Item>,
  resume: string | undefined,
  sort: '-modified-date' | '-created-date' = '-modified-date',
): AsyncGenerator<Listed<Item>> {
  const { item, path, query, isShared = false, byIds } = collection
  const around: Around<Item> = {
    light,
    // The oldest, which a walk that stops by a stamp comes to only where all is new.
    ...{ opposite: { sort: sort.slice(1) }, backward: 'never', meetsAt: 'page' },
    byIds: (ids: readonly string[]) => byIds(client, ids),
  }
  return client.list(item, path, { ...query, sort }, { resume, isShared, ...still, around })
}

/**
 * Ids of what is in the trash, as one request tells: all of it on most sites, elsewhere what changed last. The rest
 * of what is gone is found by the next full read, so a trash that cannot be read is no reason to stop.
 */
export async function trashOf<Item>(
  client: Client,
  { path, query, gone, isShared = false }: Collection<Item>,
): Promise<readonly string[]> {
  const asked = { ...query, ...light, status: gone, sort: '-modified-date' }
  try {
    for await (const { ids } of client.list(z.unknown(), path, asked, { isShared, ...still })) return ids
  } catch (error) {
    if (!isPoison(error)) throw error
  }
  return []
}
