import { describe, expect, it } from 'vitest'
import { untilBefore } from '../../../plugin/streams/rows/newest-first.ts'
import type { Page } from '../../../src/contract/stream.ts'

interface Row {
  readonly at: string | null
}

const since = new Date('2026-03-10T00:00:00Z')

/** Pages by the days of March that their records are stamped with; what is read of each. */
async function reading(...pages: readonly (readonly (number | null)[])[]) {
  const listing = async function* (): AsyncGenerator<Page<Row>> {
    for (const days of pages)
      yield {
        records: days.map((day) => ({
          row: { at: day === null ? null : new Date(Date.UTC(2026, 2, day)).toISOString() },
          raw: day,
        })),
      }
  }
  const read: unknown[] = []
  for await (const page of untilBefore(since, 'at', listing())) read.push(page.records.map(({ raw }) => raw))
  return read
}

describe('a listing that is sorted newest first', () => {
  it('ends with the page that reaches below the window, and leaves out what landed before', async () => {
    expect(await reading([20, 15], [12, 10, 9, 9, 8], [7])).toEqual([
      [20, 15],
      [12, 10],
    ])
  })

  it('ends at once when nothing changed', async () => {
    expect(await reading([9, 8], [7])).toEqual([[]])
  })

  it('is read whole, page for page, where it is in another order', async () => {
    expect(await reading([9, 8, 20, 7], [6, 12], [11, 5, 4], [3])).toEqual([[9, 8, 20, 7], [6, 12], [11]])
  })

  it('goes on over records without a stamp', async () => {
    expect(await reading([null, 20, null, 15], [null], [12, null, 9, null], [7])).toEqual([
      [null, 20, null, 15],
      [null],
      [12, null, null],
    ])
  })

  it('ends by itself when nothing in it is old', async () => {
    expect(await reading([20, 15], [12])).toEqual([[20, 15], [12]])
  })
})
