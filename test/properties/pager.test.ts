import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pages } from '../../plugin/streams/pages.ts'
import { SyncError } from '../../src/contract/errors.ts'
import { readAll } from '../contracts/stream-contract.ts'
import { type Asked, answeringClient } from '../plugin/streams/answering-client.ts'

const numRuns = 300
const seed = 20_260_301

type Trouble = 'empty' | 'missing' | 'null' | 'repeated' | 'without_cursor' | 'foreign' | 'refused' | 'broken'

/** What goes wrong with the requests for the listing, one after the other; undefined: nothing. */
const plan = fc.record({
  count: fc.integer({ min: 0, max: 40 }),
  caps: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
  troubles: fc.array(
    fc.option(
      fc.constantFrom<Trouble>(
        'empty',
        'missing',
        'null',
        'repeated',
        'without_cursor',
        'foreign',
        'refused',
        'broken',
      ),
      { nil: undefined, freq: 3 },
    ),
    { maxLength: 12 },
  ),
})

type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never

const next = (cursor: string) => ({ next: `/wiki/api/v2/pages?cursor=${cursor}&limit=1` })

/** A listing of pages by id, in either order, with its troubles. */
function troubled({ count, caps, troubles }: Plan) {
  const ids = Array.from({ length: count }, (_, place) => String(place + 1))
  let asked = 0
  const listing = ({ query }: Asked) => {
    const wanted = typeof query['id'] === 'string' ? query['id'].split(',') : undefined
    if (wanted !== undefined)
      return answerOf(
        ids.filter((id) => wanted.includes(id)),
        {},
      )
    const all = query['sort'] === '-id' ? ids.toReversed() : ids
    const cursor = query['cursor']
    const trouble = troubles[asked]
    const cap = Math.min(caps[asked % caps.length] ?? 1, Number(query['limit']))
    asked += 1
    if (trouble === 'refused' && cursor !== undefined)
      throw new SyncError('data', 'refused', { code: 'cursor_refused', status: 400 })
    if (trouble === 'broken')
      throw new SyncError('transient', 'broken', { code: 'server_error', status: 500 })
    const at = Number(String(cursor ?? '0').split('.')[0])
    const to = trouble === 'empty' ? at : Math.min(at + cap, count)
    const given = all.slice(at, to)
    if (to >= count) return answerOf(given, {})
    return answerOf(given, linksOf(trouble, String(cursor ?? '0'), to, asked))
  }
  const client = answeringClient((one) => (one.path.endsWith('/pages') ? listing(one) : { results: [] }))
  return { ids, client }
}

function linksOf(trouble: Trouble | undefined, cursor: string, to: number, turn: number): object {
  const odd: Partial<Record<Trouble, object>> = {
    missing: {},
    null: { next: null },
    repeated: next(cursor),
    without_cursor: { next: '/wiki/api/v2/pages?limit=1' },
    foreign: { next: 'https://elsewhere.invalid/wiki/api/v2/pages?cursor=1' },
  }
  // The same place has another name each time, as with a site whose cursors are made afresh.
  return (trouble && odd[trouble]) ?? next(`${to}.${turn}`)
}

const answerOf = (ids: readonly string[], links: object) => ({
  results: ids.map((id) => ({ id, title: `page ${id}`, version: { number: 1 } })),
  _links: links,
})

interface Read {
  readonly landed: readonly string[]
  readonly honest: boolean
}

async function read(client: ReturnType<typeof answeringClient>): Promise<Read> {
  try {
    const all = await readAll(pages, client)
    const isFlawed = all.some(({ gap, isolated = [] }) => gap !== undefined || isolated.length > 0)
    return {
      landed: all.flatMap(({ records }) => records.map(({ row }) => String(row['id']))),
      honest: isFlawed,
    }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return { landed: [], honest: true }
  }
}

describe('the pager', () => {
  it('gives every record, or says that it cannot, whatever goes wrong now and then', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const { ids, client } = troubled(given)
        const { landed, honest } = await read(client)
        expect(client.asked.length).toBeLessThan(1_000)
        if (!honest) expect(new Set(landed)).toEqual(new Set(ids))
        for (const id of landed) expect(ids).toContain(id)
      }),
      { numRuns, seed },
    )
  }, 60_000)

  it('gives every record exactly once, and asks no more than it must, when nothing goes wrong', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const { ids, client } = troubled({ ...given, troubles: [] })
        const { landed, honest } = await read(client)
        expect({ landed: landed.toSorted((a, b) => Number(a) - Number(b)), honest }).toEqual({
          landed: ids,
          honest: false,
        })
        const walked = client.asked.filter(
          ({ path, query }) => path.endsWith('/pages') && query['limit'] !== 1,
        )
        expect(walked.length).toBeLessThanOrEqual(ids.length + 1)
      }),
      { numRuns, seed },
    )
  }, 60_000)

  it('by offset gives every record once, whatever the pages hold', async () => {
    const user = z.object({ id: z.string() })
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), sizes, async (count, caps) => {
        const ids = Array.from({ length: count }, (_, place) => String(place))
        let turn = 0
        const client = answeringClient(({ query }) => {
          const start = Number(query['start'])
          const size = caps[turn++ % caps.length] ?? 1
          return { results: ids.slice(start, start + size).map((id) => ({ id })) }
        })
        const landed: string[] = []
        for await (const { items } of client.listByOffset(user, '/wiki/users', { limit: 5 }))
          landed.push(...items.map(({ item }) => item.id))
        expect(landed).toEqual(ids)
      }),
      { numRuns, seed },
    )
  })
})
