import type { Page } from '../../../src/contract/stream.ts'
import type { Client } from '../../api/client.ts'
import type { Extent } from '../../api/space-keys.ts'
import type { Listed } from '../../api/straight-walk.ts'
import type { News } from './newest-first.ts'
import { pageOf } from './page-of.ts'

interface InSpace {
  readonly spaceId: string | null
}

type ToRow<Item, Row> = (item: Item, base: string, spaceKey: string | null) => Row

/** The listing's pages as rows that carry the key of their space, which v2 records do not. */
export async function* withSpaceKeys<Item extends InSpace, Row>(
  client: Client,
  listing: AsyncIterable<Listed<Item> | News<Item>>,
  toRow: ToRow<Item, Row>,
  extent: Extent = 'some',
): AsyncGenerator<Page<Row>> {
  for await (const listed of listing) yield await pageInSpaces(client, listed, toRow, extent)
}

/** One page of them. */
export async function pageInSpaces<Item extends InSpace, Row>(
  client: Client,
  listed: Listed<Item> | News<Item>,
  toRow: ToRow<Item, Row>,
  extent: Extent = 'some',
): Promise<Page<Row>> {
  const ids = listed.items.flatMap(({ item }) => item.spaceId ?? [])
  const keys = await client.spaceKeys(ids, extent)
  const page = pageOf(listed, (item, base) => toRow(item, base, keys.get(item.spaceId ?? '') ?? null))
  const failed = ids.find((id) => !keys.has(id))
  return failed === undefined ? page : { ...page, gap: `the key of the space ${failed} could not be read` }
}
