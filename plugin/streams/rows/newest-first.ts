import type { Page } from '../../../src/contract/stream.ts'

/**
 * The records of a listing that is sorted newest first, up to `since`: older ones on the page that reaches
 * below it landed before and are left out. A page that is in another order by this stamp proves nothing (a move
 * or a restore may count as a change without giving a new stamp): it is read whole, and the walk goes on.
 */
export async function* untilBefore<Stamp extends string, Row extends Readonly<Record<Stamp, string | null>>>(
  since: Date,
  stamp: Stamp,
  pages: AsyncIterable<Page<Row>>,
): AsyncGenerator<Page<Row>> {
  const isOld = (moment: string | null) => moment !== null && Date.parse(moment) < since.getTime()
  for await (const page of pages) {
    const moments = page.records.flatMap(({ row }) => row[stamp] ?? [])
    const isLast = isDescending(moments) && isOld(moments.at(-1) ?? null)
    yield isLast ? { ...page, records: page.records.filter(({ row }) => !isOld(row[stamp])) } : page
    if (isLast) return
  }
}

const isDescending = (moments: readonly string[]): boolean =>
  moments.every((moment, place) => Date.parse(moment) <= Date.parse(moments[place - 1] ?? moment))
