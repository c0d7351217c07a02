import type { Page } from '../../../src/contract/stream.ts'

/**
 * The records of a listing that is sorted newest first, up to `since`: older ones on the page that reaches
 * below it landed before and are left out.
 */
export async function* untilBefore<Stamp extends string, Row extends Readonly<Record<Stamp, string | null>>>(
  since: Date,
  stamp: Stamp,
  pages: AsyncIterable<Page<Row>>,
): AsyncGenerator<Page<Row>> {
  const isOld = (moment: string | null) => moment !== null && Date.parse(moment) < since.getTime()
  for await (const page of pages) {
    yield { ...page, records: page.records.filter(({ row }) => !isOld(row[stamp])) }
    const last = page.records.findLast(({ row }) => row[stamp] !== null)
    if (last !== undefined && isOld(last.row[stamp])) return
  }
}
