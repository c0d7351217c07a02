import type { Page } from '../../../src/contract/stream.ts'
import type { Listed } from '../../api/straight-walk.ts'

/** A page of the listing as a page of the stream. */
export function pageOf<Item, Row>(listed: Listed<Item>, toRow: (item: Item, base: string) => Row): Page<Row> {
  const { items, isolated, base, resume } = listed
  return {
    records: items.map(({ item, raw }) => ({ row: toRow(item, base), raw })),
    isolated,
    ...(resume === undefined ? {} : { resume }),
  }
}
