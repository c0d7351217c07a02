import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClient, type Query } from '../../../plugin/api/client.ts'
import { SyncError } from '../../../src/contract/errors.ts'

const path = '/wiki/api/v2/attachments'
const item = z.object({ id: z.string() })
const limit = 10

interface Site {
  /** The stamps that records are sorted by, by the place of the record; both orders give equal ones by id, upwards. */
  readonly stamps: readonly number[]
  /** Places of records that the caller does not see: the pages they would be on hold fewer. */
  readonly hidden?: readonly number[]
  /** Of the requests of one order, the one (from 0) that refuses its cursor. */
  readonly refused?: { readonly sort: string; readonly request: number }
  /** The page upwards from this place on has no next link. */
  readonly cut?: number
}

/** Reads a listing from both its ends; the ids as they were given. */
async function read({ stamps, hidden = [], refused, cut }: Site): Promise<readonly number[]> {
  const upwards = stamps.map((stamp, id) => ({ id, stamp })).sort((a, b) => a.stamp - b.stamp || a.id - b.id)
  const orders = {
    'created-date': upwards,
    '-created-date': upwards.toSorted((a, b) => b.stamp - a.stamp || a.id - b.id),
  }
  const asked = new Map<string, number>()
  const client = createClient({
    ...{ site: 'https://acme.example', base: 'https://acme.example/wiki', timeZone: undefined },
    spaceKeys: async () => new Map(),
    async ask(_, { sort, cursor = 0 }) {
      const order = sort === '-created-date' ? sort : 'created-date'
      const request = asked.get(order) ?? 0
      asked.set(order, request + 1)
      if (refused?.sort === order && refused.request === request) throw refusal
      const to = Number(cursor) + limit
      const page = orders[order].slice(Number(cursor), to).filter(({ id }) => !hidden.includes(id))
      const isCut = order === 'created-date' && Number(cursor) === cut
      const next = to < stamps.length && !isCut ? `?cursor=${to}` : undefined
      return { results: page.map(({ id }) => ({ id: String(id) })), _links: { next } }
    },
  })
  const around = {
    ...{ light: {}, opposite: { sort: '-created-date' } },
    ...({ backward: 'at_once', meetsAt: 'page' } as const),
    byIds: async () => ({ items: [], isolated: [] }),
  }
  const ids: number[] = []
  for await (const page of client.list(item, path, { sort: 'created-date', limit }, { around }))
    ids.push(...page.items.map((one) => Number(one.item.id)))
  return ids
}

const refusal = new SyncError('data', 'refused', { code: 'cursor_refused', status: 400 })

/** As many records as said, of which those from one place on share a stamp. */
const tiedFrom = (records: number, from: number, tied: number) =>
  Array.from({ length: records }, (_, id) => (id >= from && id < from + tied ? from : id))

describe('two walks that meet among records with one stamp', () => {
  it('bring all of them', async () => {
    for (const from of [0, 7, 14, 21, 28])
      expect(new Set(await read({ stamps: tiedFrom(37, from, 9) }))).toEqual(new Set(Array(37).keys()))
  })

  it('bring all of them although one has to start over behind the first', async () => {
    const refused = { sort: '-created-date', request: 2 }
    const ids = await read({ stamps: tiedFrom(37, 16, 6), refused })
    expect(new Set(ids)).toEqual(new Set(Array(37).keys()))
  })

  it('bring all that the caller sees of them although pages hold fewer than they could', async () => {
    const seen = [0, 5, 7, 8, 14, 16, 17, 25]
    const hidden = [...Array(30).keys()].filter((id) => !seen.includes(id))
    const ids = await read({ stamps: tiedFrom(30, 17, 9), hidden })
    expect(new Set(ids)).toEqual(new Set(seen))
  })

  it('bring all of them although a page among them loses its next link', async () => {
    const ids = await read({ stamps: tiedFrom(38, 27, 6), cut: 20 })
    expect(new Set(ids)).toEqual(new Set(Array(38).keys()))
  })
})

describe('two walks from both ends', () => {
  it('are both under way before the first page is used', async () => {
    const asked: string[] = []
    const ask = async (_: string, { sort, cursor = 0 }: Query) => {
      asked.push(`${sort} ${cursor}`)
      const ids = sort === 'id' ? [1, 2, 3, 4] : [8, 7, 6, 5]
      const next = cursor === 0 ? '?cursor=2' : undefined
      const results = ids.slice(Number(cursor), Number(cursor) + 2).map((id) => ({ id: String(id) }))
      return { results, _links: { next } }
    }
    const client = createClient({
      ...{ site: 'https://acme.example', base: 'https://acme.example/wiki', timeZone: undefined },
      ...{ spaceKeys: async () => new Map(), ask },
    })
    const around = {
      ...{ light: {}, opposite: { sort: '-id' } },
      ...({ backward: 'at_once', meetsAt: 'record' } as const),
      byIds: async () => ({ items: [], isolated: [] }),
    }
    const pages = client.list(item, path, { sort: 'id', limit: 2 }, { around })
    const { value } = await pages.next()
    expect(value).toMatchObject({ ids: ['1', '2'], resume: expect.any(String) })
    expect(asked.slice(0, 3)).toEqual(['id 0', 'id 2', '-id 0'])
    await pages.return(undefined)
  })
})
