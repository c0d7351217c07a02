import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../plugin/api/client.ts'
import { type Line, openLine } from '../../../plugin/api/connect.ts'
import { streams } from '../../../plugin/streams/index.ts'
import { pages } from '../../../plugin/streams/pages.ts'
import type { ReadContext, Stream } from '../../../src/contract/stream.ts'
import { contextOf, readAll } from '../../contracts/stream-contract.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'
import { openSite, type Site } from '../../support/site.ts'
import { answeringClient, listing } from './answering-client.ts'

const { signal } = new AbortController()
let site: Site
let line: Line
beforeAll(async () => {
  site = await openSite({ pages: 700, seed: 5 })
  line = lineTo(site)
})
afterAll(async () => {
  line[Symbol.dispose]()
  await site[Symbol.asyncDispose]()
})

function lineTo({ url, connection }: Site): Line {
  const { email, apiToken } = connection
  const authorization = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`
  return openLine({ site: url, authorization, surroundings: fakeSurroundings(), signal })
}

/** A client of its own, and how many requests it has sent. */
function counting(asked = line): { readonly client: Client; readonly requests: () => number } {
  let count = 0
  const client = asked.client(({ requests = 0 }) => {
    count += requests
  }, signal)
  return { client, requests: () => count }
}

async function compare(stream: Stream<Client>, more: Partial<ReadContext<Client>>, asked = line) {
  const asking = counting(asked)
  const forecast = await stream.forecast?.(contextOf(asking.client, more), undefined)
  const reading = counting(asked)
  const read = await readAll(stream, reading.client, more)
  const ids = new Set(read.flatMap(({ records }) => records.map(({ row }) => row[stream.primaryKey])))
  return { forecast, asked: asking.requests(), read: { rows: ids.size, requests: reading.requests() } }
}

/** Space keys, and what stands above the comments that were answered. */
const unforeseen = 3

function expectNear({ forecast, asked, read }: Awaited<ReturnType<typeof compare>>) {
  expect(asked).toBeLessThanOrEqual(2)
  expect(forecast?.rows).toBe(read.rows)
  expect(Math.abs((forecast?.requests ?? 0) - read.requests)).toBeLessThanOrEqual(
    unforeseen + 0.05 * read.requests,
  )
}

describe('the forecast of a full read', () => {
  it.each(streams.map((stream) => [stream.name, stream] as const))(
    'of %s takes two requests at most, and the read takes what it says',
    async (_, stream) => expectNear(await compare(stream, {})),
  )

  it('of pages that match a clause counts the smaller pages that the search gives', async () => {
    const compared = await compare(pages, { parameters: { cql_pages_clause: 'title !~ "nothing"' } })
    expectNear(compared)
    expect(compared.read.requests).toBeGreaterThan(10)
  })

  it('of comments whose answers are not listed tells of a request each', async () => {
    await using small = await openSite({ pages: 40, seed: 5 })
    await small.set({ replies: 'out' })
    using other = lineTo(small)
    const comments = streams.find(({ name }) => name === 'comments') as Stream<Client>
    const { forecast, asked, read } = await compare(comments, {}, other)
    expect(asked).toBe(2)
    expect(forecast?.how).toContain('one request for each comment')
    expect(Math.abs((forecast?.requests ?? 0) - read.requests)).toBeLessThan(0.1 * read.requests)
  })
})

describe('the forecast of a read of changes', () => {
  const incremental = streams.filter(({ strategies }) => strategies.includes('incremental'))
  const listings = incremental.filter(({ name }) => name !== 'comments')
  const since = async (stream: Stream<Client>, place: number): Promise<Date> => {
    const field = stream.cursorFields?.at(-1) ?? ''
    const read = await readAll(stream, counting().client)
    const stamps = read.flatMap(({ records }) => records.map(({ row }) => String(row[field])))
    return new Date(stamps.sort().at(-place) ?? 0)
  }
  const changesOf = async (stream: Stream<Client>, place: number) => {
    const from = await since(stream, place)
    const cursorField = stream.cursorFields?.at(-1)
    return compare(stream, { strategy: 'incremental', since: from, cursor: from, cursorField })
  }

  it.each(listings.map((stream) => [stream.name, stream] as const))(
    'of %s that one page shows is exact',
    async (_, stream) => expectNear(await changesOf(stream, 20)),
  )

  it('of comments is the least that it takes: what stands above an old answer shows only on the way', async () => {
    const comments = incremental.find(({ name }) => name === 'comments') as Stream<Client>
    const { forecast, asked, read } = await changesOf(comments, 20)
    expect([asked, forecast?.rows]).toEqual([2, read.rows])
    expect(forecast?.requests).toBeLessThanOrEqual(read.requests)
    expect(forecast?.requests).toBeGreaterThanOrEqual(read.requests / 2)
  })

  it('of pages that more than one page shows is counted by the search', async () => {
    const { forecast, asked, read } = await changesOf(pages, 400)
    expect(asked).toBe(2)
    // The search takes the earlier of two readings of a minute, so it counts a few more.
    expect(forecast?.rows).toBeGreaterThanOrEqual(400)
    expect(forecast?.rows).toBeLessThan(480)
    expect(Math.abs((forecast?.requests ?? 0) - read.requests)).toBeLessThanOrEqual(unforeseen)
  })
})

describe('the query of the forecast', () => {
  const parameters = { cql_pages_clause: 'label = "a" OR label = "b"' }
  const edge = new Date('2026-03-10T10:00:00Z')

  it.each([
    ['in full', {}],
    ['of changes', { strategy: 'incremental', since: edge, cursor: edge } as const],
  ])('is what the read sends, letter for letter, %s', async (_, more) => {
    const site = () => {
      const client = answeringClient(() => listing())
      return {
        asked: client.asked,
        context: contextOf({ ...client, timeZone: 'Asia/Tokyo' }, { parameters, ...more }),
      }
    }
    const [planned, reading] = [site(), site()]
    const forecast = await pages.forecast?.(planned.context, undefined)
    for await (const _page of pages.pages(reading.context));
    const sent = reading.asked.flatMap(({ query }) => query['cql'] ?? [])
    expect(forecast?.query).toBe(sent[0])
    expect(forecast?.query).toMatch(/^type = page AND \(label = "a" OR label = "b"\)/)
  })

  it.each([
    ['Asia/Tokyo', '2026-03-10 10:00', /Asia\/Tokyo.*UTC/],
    ['America/New_York', '2026-03-10 06:00', /America\/New_York.*UTC/],
    [undefined, '2026-03-09 22:00', /lowest zone/],
  ])('tells the minute and the zone it is in: %s', async (timeZone, minute, note) => {
    const client = answeringClient(() => listing())
    const more = { parameters, strategy: 'incremental', since: edge, cursor: edge } as const
    const forecast = await pages.forecast?.(contextOf({ ...client, timeZone }, more), undefined)
    expect(forecast?.query).toContain(`lastmodified >= "${minute}"`)
    expect(forecast?.queryNote).toMatch(note)
  })
})

it('tells nothing of requests where the site tells no number', async () => {
  const first = { results: [{ id: '1' }], _links: { next: '/wiki/api/v2/labels?cursor=two&limit=250' } }
  const labels = streams.find(({ name }) => name === 'labels') as Stream<Client>
  const client = answeringClient(() => first)
  expect(await labels.forecast?.(contextOf(client), undefined)).toEqual({
    how: 'the site does not tell how many there are',
    atOnce: 1,
  })
  expect(await labels.forecast?.(contextOf(client), 700)).toMatchObject({ rows: 700, requests: 701 + 4_200 })
})
