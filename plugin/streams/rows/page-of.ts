import { letGo } from '../../../src/contract/let-go.ts'
import type { Page } from '../../../src/contract/stream.ts'
import type { Listed } from '../../api/straight-walk.ts'
import type { News } from './newest-first.ts'

/** The page of a stream that carries nothing of this page of a listing but its records. */
function withoutRecords({ isolated, resume, ...listed }: Listed<unknown> | News<unknown>) {
  const known = 'known' in listed ? { known: listed.known } : {}
  return { isolated, ...known, ...(resume === undefined ? {} : { resume }) }
}

/** A page of the listing as a page of the stream, which takes its records over: the listing's own is empty then. */
export function pageOf<Item, Row>(
  listed: Listed<Item> | News<Item>,
  toRow: (item: Item, base: string, place: number) => Row,
): Page<Row> {
  const records = listed.items.map(({ item, raw }, place) => ({ row: toRow(item, listed.base, place), raw }))
  letGo(listed.items)
  return { records, ...withoutRecords(listed) }
}

/** Every page of the listing as one of the stream. */
export async function* pagesOf<Item, Row>(
  listing: AsyncIterable<Listed<Item> | News<Item>>,
  toRow: (item: Item, base: string) => Row,
): AsyncGenerator<Page<Row>> {
  for await (const listed of listing) yield pageOf(listed, toRow)
}
