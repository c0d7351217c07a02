import type { Page } from '../../../src/contract/stream.ts'
import type { Client } from '../../api/client.ts'
import type { Listed } from '../../api/walk.ts'
import { pageOf } from './page-of.ts'

interface InSpace {
  readonly spaceId: string | null
}

/** The listing's pages as rows that carry the key of their space, which v2 records do not. */
export async function* withSpaceKeys<Item extends InSpace, Row>(
  client: Client,
  listing: AsyncIterable<Listed<Item>>,
  toRow: (item: Item, base: string, spaceKey: string | null) => Row,
): AsyncGenerator<Page<Row>> {
  for await (const listed of listing) {
    const ids = listed.items.flatMap(({ item }) => item.spaceId ?? [])
    const keys = await client.spaceKeys(ids)
    yield pageOf(listed, (item, base) => toRow(item, base, keys.get(item.spaceId ?? '') ?? null))
  }
}
