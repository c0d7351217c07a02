import type { ReadContext } from '../../../src/contract/stream.ts'
import type { Client } from '../../api/client.ts'
import type { Listed } from '../../api/straight-walk.ts'

interface Identified {
  readonly id: string
}

/** A page of a listing without the records that landed before. */
export interface News<Item> extends Listed<Item> {
  /** How many records were left out because an earlier read landed them as they are. */
  readonly known: number
}

/**
 * The records of a listing that is sorted newest first, up to `since`: older ones on the page that reaches
 * below it landed before and are left out, and so is what the engine knows. A page that is in another order by this
 * stamp proves nothing (a move or a restore may count as a change without giving a new stamp): it is read whole, and
 * the walk goes on. So it does behind a single older record, which may be such a one itself.
 */
export async function* untilBefore<Item extends Identified>(
  { since, isKnown }: Pick<ReadContext<Client>, 'since' | 'isKnown'>,
  stampOf: (item: Item) => string | null,
  listing: AsyncIterable<Listed<Item>>,
): AsyncGenerator<News<Item>> {
  const isOld = (moment: string | null) =>
    moment !== null && since !== undefined && Date.parse(moment) < since.getTime()
  let below = 0
  for await (const listed of listing) {
    const moments = listed.items.flatMap(({ item }) => stampOf(item) ?? [])
    const isBelow = isDescending(moments) && isOld(moments.at(-1) ?? null)
    const within = isBelow ? listed.items.filter(({ item }) => !isOld(stampOf(item))) : listed.items
    const items = within.filter(({ item, raw }) => !isKnown(item.id, raw))
    yield { ...listed, items, known: within.length - items.length }
    const oldest = listed.items.findIndex(({ item }) => isOld(stampOf(item)))
    below = isBelow ? (oldest === 0 ? below : 0) + listed.items.length - oldest : 0
    if (below >= telling) return
  }
}

/** So many records in a row that are all older are no exceptions. */
const telling = 2

const isDescending = (moments: readonly string[]): boolean =>
  moments.every((moment, place) => Date.parse(moment) <= Date.parse(moments[place - 1] ?? moment))
