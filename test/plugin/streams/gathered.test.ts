import { describe, expect, it } from 'vitest'
import { gathered } from '../../../plugin/streams/rows/gathered.ts'
import { collect } from '../../contracts/warehouse-tables.ts'

const gathering = { pages: 3, weight: 10, weightOf: (page: number) => page }

async function* pagesOf(...pages: readonly number[]) {
  yield* pages
}

describe('pages are gathered', () => {
  it('until they weigh enough or are enough, and the rest by itself', async () => {
    expect(await collect(gathered(pagesOf(4, 6, 0, 1, 2, 12, 3), gathering))).toEqual([
      [4, 6],
      [0, 1, 2],
      [12],
      [3],
    ])
  })

  it('into nothing where there are none', async () => {
    expect(await collect(gathered(pagesOf(), gathering))).toEqual([])
  })

  it('and given when a later one cannot be had', async () => {
    async function* breaking() {
      yield* [1, 2]
      throw new Error('broken')
    }
    const groups = gathered(breaking(), gathering)
    expect((await groups.next()).value).toEqual([1, 2])
    await expect(groups.next()).rejects.toThrow('broken')
  })
})
