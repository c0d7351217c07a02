import { describe, expect, it } from 'vitest'
import type { Listed } from '../../../plugin/api/straight-walk.ts'
import { untilBefore } from '../../../plugin/streams/rows/newest-first.ts'

interface Item {
  readonly id: string
  readonly at: string | null
}

const since = new Date('2026-03-10T00:00:00Z')

/** Pages by the days of March that their records are stamped with; what is read of each. */
async function reading(...pages: readonly (readonly (number | null)[])[]) {
  return await readingAll(pages, () => false)
}

async function readingAll(
  pages: readonly (readonly (number | null)[])[],
  isKnown: (id: string, raw: unknown) => boolean,
) {
  const listing = async function* (): AsyncGenerator<Listed<Item>> {
    for (const days of pages) {
      const items = days.map((day) => ({
        item: { id: String(day), at: day === null ? null : new Date(Date.UTC(2026, 2, day)).toISOString() },
        raw: day,
      }))
      yield { items, ids: [], isolated: [], base: '', resume: undefined }
    }
  }
  const read: unknown[] = []
  for await (const page of untilBefore({ since, isKnown }, (item: Item) => item.at, listing()))
    read.push(page.items.map(({ raw }) => raw))
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

  it.each([
    ['at the end of a page', [[20, 15, 3], [14, 9, 8], [7]], [[20, 15], [14]]],
    ['by itself', [[3], [20], [15, 14], [9], [8], [7]], [[], [20], [15, 14], [], []]],
  ])('goes on behind one older record %s, which may have been moved', async (_, pages, read) => {
    expect(await reading(...pages)).toEqual(read)
  })

  it('goes on over records without a stamp', async () => {
    expect(await reading([null, 20, null, 15], [null], [12, null, 9, null], [7])).toEqual([
      [null, 20, null, 15],
      [null],
      [12, null, null],
    ])
  })

  it('leaves out what is known, which ends nothing', async () => {
    expect(
      await readingAll(
        [
          [20, 15],
          [12, 9],
        ],
        (_, raw) => raw === 15 || raw === 12,
      ),
    ).toEqual([[20], []])
  })

  it('ends by itself when nothing in it is old', async () => {
    expect(await reading([20, 15], [12])).toEqual([[20, 15], [12]])
  })
})
