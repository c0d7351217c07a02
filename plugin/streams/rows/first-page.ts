import type { Client, Query } from '../../api/client.ts'
import { type Listed, still } from '../../api/straight-walk.ts'

/** The first page of a listing, and what was asked for it. */
export interface FirstPage<Item> extends Listed<Item> {
  readonly query: Query
}

/** Asks for the first page of a listing exactly as the listing does, and for nothing after it. */
export async function firstPage<Item>(
  client: Client,
  listingOf: (client: Client) => AsyncIterable<Listed<Item>>,
): Promise<FirstPage<Item>> {
  let asked: Query = {}
  const watched: Client = {
    ...client,
    list(item, path, query, options) {
      asked = query
      return client.list(item, path, query, { ...options, ...still })
    },
  }
  for await (const listed of listingOf(watched)) return { ...listed, query: asked }
  return { items: [], ids: [], isolated: [], base: client.base, resume: undefined, query: asked }
}
