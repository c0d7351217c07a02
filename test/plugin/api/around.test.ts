import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClient, type Query } from '../../../plugin/api/client.ts'
import type { WalkOptions } from '../../../plugin/api/straight-walk.ts'
import { SyncError } from '../../../src/contract/errors.ts'

const path = '/wiki/api/v2/pages'
const item = z.object({ id: z.string() })
const broken = new SyncError('transient', 'down', { code: 'server_error', status: 500, attempts: 5 })

interface Site {
  readonly records: number
  /** Ids that break every answer with a body of theirs. */
  readonly bodies?: readonly number[]
  /** Ids that break every answer they are in. */
  readonly whole?: readonly number[]
  readonly largestPage?: number
  /** After this record the listing forgets its next link. */
  readonly cutAfter?: number
  readonly isDown?: () => boolean
  /** The listing comes upwards whatever is asked for. */
  readonly ignoresOrder?: boolean
}

/** A listing by id whose cursors are good for their query and limit alone, as on the real site. */
function siteOf(site: Site) {
  const all = Array.from({ length: site.records }, (_, place) => place + 1)
  const asked: Query[] = []
  const client = createClient({
    ...{ site: 'https://acme.example', base: 'https://acme.example/wiki', timeZone: undefined },
    spaceKeys: async () => new Map(),
    async ask(address, query) {
      if (site.isDown?.()) throw broken
      if (address !== path) return {}
      asked.push(query)
      const { sort, limit, cursor, id } = query
      const key = `${sort} ${query['body']} ${limit}`
      if (cursor !== undefined && !String(cursor).startsWith(`${key}:`)) throw refused
      const ordered = sort === '-id' && !site.ignoresOrder ? all.toReversed() : all
      const wanted =
        id === undefined ? ordered : ordered.filter((one) => String(id).split(',').includes(String(one)))
      const from = cursor === undefined ? 0 : Number(String(cursor).split(':')[1])
      const page = wanted.slice(from, from + Number(limit))
      refuse(site, page, query)
      const to = from + page.length
      const isCut = sort === 'id' && id === undefined && page.includes(site.cutAfter ?? 0)
      const next = to < wanted.length && !isCut ? `?cursor=${encodeURIComponent(`${key}:${to}`)}` : undefined
      return { results: page.map((one) => ({ id: String(one) })), _links: { next } }
    },
  })
  const around = {
    light: { body: undefined },
    ...({ opposite: { sort: '-id' }, backward: 'at_once', meetsAt: 'record' } as const),
    byIds: (ids: readonly string[]) =>
      client.listByIds(item, path, ids, (some) => ({ id: some.join(','), body: true })),
  }
  const read = async (options: WalkOptions<z.infer<typeof item>> = {}) => {
    const ids: number[] = []
    const checkpoints: { readonly resume: string; readonly before: readonly number[] }[] = []
    const isolated: { readonly id?: string; readonly message: string }[] = []
    let resume: string | undefined
    for await (const page of client.list(
      item,
      path,
      { sort: 'id', body: true, limit: 100 },
      { around, ...options },
    )) {
      ids.push(...page.items.map((one) => Number(one.item.id)))
      isolated.push(...page.isolated)
      resume = page.resume ?? resume
      if (page.resume !== undefined) checkpoints.push({ resume: page.resume, before: [...ids] })
    }
    const once = [...new Set(ids)].sort((a, b) => a - b)
    return { ids: once, given: ids.length, isolated, resume, checkpoints }
  }
  return { read, asked, around, all }
}

const refused = new SyncError('data', 'refused', { code: 'cursor_refused', status: 400 })

function refuse(site: Site, page: readonly number[], { body, limit }: Query): void {
  if (Number(limit) > (site.largestPage ?? 1_000)) throw broken
  if (page.some((one) => site.whole?.includes(one))) throw broken
  if (body && page.some((one) => site.bodies?.includes(one))) throw broken
}

const without = (all: readonly number[], ...gone: readonly number[]) =>
  all.filter((one) => !gone.includes(one))

describe('a listing that breaks the site', () => {
  it('is asked for in halves of the page when the first one breaks', async () => {
    const { read, asked, all } = siteOf({ records: 300, largestPage: 30 })
    expect(await read()).toMatchObject({ ids: all, isolated: [] })
    expect(asked.slice(0, 4).map(({ limit }) => limit)).toEqual([100, 50, 25, 25])
  })

  it.each([
    ['on the first page', [7]],
    ['in the middle', [455]],
    ['on the last page', [1_000]],
    ['several times', [3, 120, 455, 456, 999]],
  ])('is read around a body that breaks it %s', async (_, poison) => {
    const { read, all } = siteOf({ records: 1_000, bodies: poison })
    const { ids, isolated } = await read()
    expect(ids).toEqual(without(all, ...poison))
    expect(isolated.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(poison)
    expect(isolated[0]).toMatchObject({ code: 'server_error', status: 500, attempts: 5 })
  })

  it('costs few requests more for one broken record', async () => {
    const { read, asked } = siteOf({ records: 10_000, bodies: [5_050] })
    await read()
    // The walk from both ends, the ids up to the break, and the halving.
    expect(asked.length).toBeLessThan(100 + 60 + 25)
  })

  it.each([[1], [455], [1_000]])(
    'isolates the place of a record (%i) that breaks every listing',
    async (poison) => {
      const { read, all } = siteOf({ records: 1_000, whole: [poison] })
      const { ids, isolated } = await read()
      const missing = without(all, ...ids)
      expect(missing).toContain(poison)
      expect(missing.length).toBeLessThanOrEqual(10)
      expect(isolated).toMatchObject([{ message: expect.stringMatching(/between .+ and .+ \(status 500\)/) }])
      expect(isolated[0]).not.toHaveProperty('id')
    },
  )

  it('fails when the site has gone down, and goes on later from where it stopped', async () => {
    const answers = [true, true, true, true]
    const { read } = siteOf({ records: 1_000, isDown: () => answers.pop() !== true })
    await expect(read()).rejects.toBe(broken)
  })

  it('fails soon when not even one record can be had', async () => {
    const { read, asked } = siteOf({ records: 1_000, largestPage: 0 })
    await expect(read()).rejects.toBe(broken)
    expect(asked.map(({ limit }) => limit)).toEqual([100, 50, 25, 12, 6, 5, 1, 1])
  })

  it('is read around also when a resumed walk comes to the break', async () => {
    const { read, around, all } = siteOf({ records: 1_000, bodies: [455] })
    const resume = JSON.stringify({ cursor: 'id true 100:400', limit: 100, before: ['400'] })
    const { ids, isolated } = await read({ around, resume })
    expect(ids).toEqual(without(all.slice(400), 455))
    expect(isolated).toMatchObject([{ id: '455' }])
  })

  it('keeps the order of a walk that stops by it', async () => {
    const { read, around, all } = siteOf({ records: 300, bodies: [150] })
    expect((await read({ around: { ...around, backward: 'never' as const } })).ids).toEqual(without(all, 150))
  })
})

describe('the end of a listing', () => {
  it('is proved by one small request where one page holds it all', async () => {
    const { read, asked, all } = siteOf({ records: 80 })
    expect((await read()).ids).toEqual(all)
    expect(asked).toHaveLength(2)
    expect(asked.at(-1)).toMatchObject({ sort: '-id', limit: 1, body: undefined })
  })

  it.each([[101], [199], [200], [300], [950], [2_000]])(
    'is where two walks from both ends meet: %i records come once, for one page more than they fill',
    async (records) => {
      const { read, asked, all } = siteOf({ records })
      const { ids, given } = await read()
      expect(ids).toEqual(all)
      expect(given).toBe(records)
      expect(asked.length).toBeLessThanOrEqual(Math.ceil(records / 100) + 1)
    },
  )

  it.each(['record', 'page'] as const)('is met from every checkpoint, at a %s', async (meetsAt) => {
    const { read, around, all } = siteOf({ records: 1_000 })
    const { checkpoints } = await read({ around: { ...around, meetsAt } })
    for (const { resume, before } of checkpoints) {
      const { ids, isolated } = await read({ around: { ...around, meetsAt }, resume })
      expect(isolated).toEqual([])
      expect(new Set([...before, ...ids])).toEqual(new Set(all))
      // Nothing that was given long before comes again.
      expect(ids.length).toBeLessThanOrEqual(all.length - before.length + 300)
    }
  })

  it('goes on from one end alone where the other one breaks at once', async () => {
    const { read, all } = siteOf({ records: 1_000, whole: [999] })
    const { ids, isolated } = await read()
    expect(without(all, ...ids).length).toBeLessThanOrEqual(10)
    expect(without(all, ...ids)).toContain(999)
    expect(isolated).toHaveLength(1)
  })

  it.each([[100], [900]])(
    'is not believed when the next link after %i is missing: the rest comes from the end',
    async (cutAfter) => {
      const { read, all } = siteOf({ records: 1_000, cutAfter })
      expect(await read()).toMatchObject({ ids: all, isolated: [] })
    },
  )

  it.each(['record', 'page'] as const)(
    'is not believed to be met at a %s where the order is ignored',
    async (meetsAt) => {
      const { around } = siteOf({ records: 1_000 })
      const { read } = siteOf({ records: 1_000, ignoresOrder: true })
      await expect(read({ around: { ...around, meetsAt } })).rejects.toMatchObject({ code: 'order_ignored' })
      const resume = JSON.stringify({ cursor: 'id true 100:500', limit: 100, before: ['500'], first: '1' })
      await expect(read({ around: { ...around, meetsAt }, resume })).rejects.toMatchObject({
        code: 'order_ignored',
      })
    },
  )

  it('is proved for an empty listing too', async () => {
    const { read, asked } = siteOf({ records: 0 })
    expect((await read()).ids).toEqual([])
    expect(asked).toHaveLength(2)
  })

  it('is believed where that is wanted and a listing is one empty page, and there alone', async () => {
    const believing = async (records: number) => {
      const { read, around, asked } = siteOf({ records })
      const { ids } = await read({ around: { ...around, believesEmpty: true } })
      return [ids.length, asked.length]
    }
    expect(await Promise.all([0, 1, 80].map(believing))).toEqual([
      [0, 1],
      [1, 2],
      [80, 2],
    ])
  })
})
