import type { Page } from '../../../src/contract/stream.ts'

/** The pages of a listing that is sorted newest first, up to the one that reaches below `since`. */
export async function* untilBefore<Stamp extends string, Row extends Readonly<Record<Stamp, string | null>>>(
  since: Date,
  stamp: Stamp,
  pages: AsyncIterable<Page<Row>>,
): AsyncGenerator<Page<Row>> {
  for await (const page of pages) {
    yield page
    const last = page.records.findLast(({ row }) => row[stamp] !== null)?.row[stamp]
    if (last !== undefined && last !== null && Date.parse(last) < since.getTime()) return
  }
}
