import { describe, expect, it } from 'vitest'
import { oneAhead } from '../../../plugin/streams/rows/one-ahead.ts'
import { collect } from '../../contracts/warehouse-tables.ts'

async function* listing(...items: readonly string[]) {
  for (const item of items)
    if (item === 'broken') throw new Error('the listing broke')
    else yield item
}

/** What a reader saw of it, to the failure it ended with. */
async function seen(results: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = []
  try {
    for await (const result of results) all.push(result)
  } catch (error) {
    all.push((error as Error).message)
  }
  return all
}

async function shout(item: string): Promise<string> {
  if (item === 'bad') throw new Error('the work failed')
  return item.toUpperCase()
}

describe('work that is one ahead', () => {
  it.each([
    [[], []],
    [['a'], ['A']],
    [
      ['a', 'b', 'c'],
      ['A', 'B', 'C'],
    ],
    [
      ['a', 'b', 'broken'],
      ['A', 'B', 'the listing broke'],
    ],
    [
      ['a', 'bad', 'c', 'd'],
      ['A', 'the work failed'],
    ],
    [
      ['a', 'bad', 'broken'],
      ['A', 'the work failed'],
    ],
  ])('of %j gives %j', async (items, expected) => {
    expect(await seen(oneAhead(listing(...items), shout))).toEqual(expected)
  })

  it('has begun on the next item, and on no other, when it gives a result', async () => {
    const begun: string[] = []
    const results = oneAhead(listing('a', 'b', 'c', 'd'), async (item) => {
      begun.push(item)
      return item
    })
    expect((await results.next()).value).toBe('a')
    expect(begun).toEqual(['a', 'b'])
    expect((await results.next()).value).toBe('b')
    expect(begun).toEqual(['a', 'b', 'c'])
  })

  it('closes a listing that nobody reads any further', async () => {
    let closed = false
    async function* closing() {
      try {
        yield* listing('a', 'b', 'c')
      } finally {
        closed = true
      }
    }
    for await (const _ of oneAhead(closing(), shout)) break
    expect(closed).toBe(true)
  })

  it('leaves no failure unheard when nobody reads any further', async () => {
    for await (const _ of oneAhead(listing('a', 'bad'), shout)) break
    expect(await collect(oneAhead(listing('a'), shout))).toEqual(['A'])
  })
})
