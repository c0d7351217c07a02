import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClient, type Query } from '../../../plugin/api/client.ts'
import { SyncError } from '../../../src/contract/errors.ts'

const site = 'https://api.atlassian.com/ex/confluence/abc'
const path = '/wiki/api/v2/pages'
const item = z.object({ id: z.string() })

interface Given {
  readonly results: readonly unknown[]
  readonly next?: string | null | (() => string | undefined)
}

/** Reads a listing whose pages are these, by cursor; the first has none. */
function reading(pages: Readonly<Record<string, Given | Error>>) {
  const asked: Query[] = []
  const client = createClient({
    site,
    base: 'https://acme.example/wiki',
    timeZone: undefined,
    spaceKeys: async () => new Map(),
    async ask(_, query) {
      asked.push(query)
      const page = pages[String(query['cursor'] ?? 'first')] ?? new Error(`no page ${query['cursor']}`)
      if (page instanceof Error) throw page
      const next = typeof page.next === 'function' ? page.next() : page.next
      return { results: page.results, _links: next === undefined ? {} : { next } }
    },
  })
  const read = async (resume?: string) => {
    const ids: string[] = []
    const isolated: unknown[] = []
    for await (const page of client.list(item, path, { limit: 2, sort: 'id' }, { resume })) {
      ids.push(...page.items.map(({ item: { id } }) => id))
      isolated.push(...page.isolated)
    }
    return { ids, isolated }
  }
  return { read, asked, client }
}

const [one, two, three] = ['1', '2', '3'].map((id) => ({ id }))

describe('a listing', () => {
  it.each([
    ['no next link', { results: [two] }],
    ['a next link that is null', { results: [two], next: null }],
    ['an empty page whose next link leads back', { results: [], next: '/wiki/api/v2/pages?cursor=b' }],
    ['an empty page whose next link has no cursor', { results: [], next: '/wiki/api/v2/pages' }],
  ])('ends with %s', async (_, last) => {
    const { read, asked } = reading({
      first: { results: [one], next: '/wiki/api/v2/pages?cursor=b' },
      b: last,
    })
    expect((await read()).ids).toEqual(['1', ...last.results.map((record) => (record as { id: string }).id)])
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['as v2 writes it', '/wiki/api/v2/pages?limit=2&cursor=b'],
    ['as v1 writes it', '/rest/api/content/search?next=true&cursor=b&limit=2&start=2'],
    ['with the whole address', `${site}/wiki/api/v2/pages?cursor=b`],
    ['relative to nothing', '?cursor=b'],
  ])('goes on by a next link %s', async (_, next) => {
    const { read, asked } = reading({ first: { results: [one], next }, b: { results: [two] } })
    expect((await read()).ids).toEqual(['1', '2'])
    expect(asked[1]).toEqual({ limit: 2, sort: 'id', cursor: 'b' })
  })

  it('keeps the equals signs of a cursor', async () => {
    const { read } = reading({
      first: { results: [one], next: '/wiki/api/v2/pages?cursor=eyJ9%3D%3D&limit=2' },
      'eyJ9==': { results: [two] },
    })
    expect((await read()).ids).toEqual(['1', '2'])
  })

  it.each([
    ['without a cursor', '/wiki/api/v2/pages?limit=2', 'next_without_cursor'],
    ['to another origin', 'https://acme.example/wiki/api/v2/pages?cursor=b', 'foreign_next_link'],
    ['to another origin without a scheme', '//evil.example/wiki?cursor=b', 'foreign_next_link'],
    ['that cannot be read', 'http://[', 'foreign_next_link'],
  ])('fails on a next link %s', async (_, next, code) => {
    const { read } = reading({ first: { results: [one], next } })
    await expect(read()).rejects.toMatchObject({ kind: 'data', code })
  })

  it('fails when a cursor comes again', async () => {
    const { read } = reading({
      first: { results: [one], next: '?cursor=b' },
      b: { results: [two], next: '?cursor=c' },
      c: { results: [three], next: '?cursor=b' },
    })
    await expect(read()).rejects.toMatchObject({ kind: 'data', code: 'cursor_repeated' })
  })

  it('goes on behind an empty page, a few times', async () => {
    const empty = (cursor: string) => ({ results: [], next: `?cursor=${cursor}` })
    const { read, asked } = reading({
      first: { results: [one], next: '?cursor=b' },
      ...{
        b: empty('c'),
        c: { results: [two], next: '?cursor=d' },
        d: empty('e'),
        e: empty('f'),
        f: empty('g'),
      },
    })
    expect((await read()).ids).toEqual(['1', '2'])
    expect(asked.map(({ cursor }) => cursor)).not.toContain('h')
  })

  it('asks for a page again when its next link leads nowhere, and goes on when that was a slip', async () => {
    const links = ['/wiki/api/v2/pages?limit=2', 'https://elsewhere.invalid/x?cursor=b', '?cursor=b']
    const { read, asked } = reading({
      first: { results: [one], next: () => links.shift() },
      b: { results: [two] },
    })
    expect((await read()).ids).toEqual(['1', '2'])
    expect(asked).toHaveLength(4)
  })

  it('isolates what cannot be a record, and keeps the rest', async () => {
    const { read } = reading({ first: { results: [one, { title: 'x' }, { id: 7 }, null, two] } })
    const { ids, isolated } = await read()
    expect(ids).toEqual(['1', '2'])
    expect(isolated).toHaveLength(3)
    expect(isolated[0]).toMatchObject({ code: 'unreadable_record', message: expect.stringContaining('id') })
  })

  it('starts over when its cursor is refused, and loses nothing', async () => {
    const refused = new SyncError('data', 'refused', { code: 'cursor_refused' })
    const { read, asked } = reading({
      first: { results: [one], next: '?cursor=c' },
      c: { results: [two] },
      old: refused,
    })
    expect((await read(JSON.stringify({ cursor: 'old', limit: 9 }))).ids).toEqual(['1', '2'])
    expect(asked[0]).toMatchObject({ cursor: 'old', limit: 9 })
  })

  it.each([
    [400, 'data', 'request_refused'],
    [400, 'config', 'clause_refused'],
    [404, 'not_found', 'not_found'],
  ] as const)(
    'starts over when the first request of a resumed read is refused with %i, %s',
    async (status, kind, code) => {
      const old = new SyncError(kind, 'refused', { code, status })
      const { read, asked } = reading({
        first: { results: [one], next: '?cursor=b' },
        b: { results: [two] },
        old,
      })
      expect((await read(JSON.stringify({ cursor: 'old', limit: 2 }))).ids).toEqual(['1', '2'])
      expect(asked).toHaveLength(3)
    },
  )

  it.each([
    ['from the beginning', 'first', undefined],
    ['later on', 'b', undefined],
    ['later on in a resumed read', 'b', JSON.stringify({ cursor: 'a', limit: 2 })],
    ['by a failing site', 'a', JSON.stringify({ cursor: 'a', limit: 2 })],
  ])('fails when it is refused %s', async (what, place, resume) => {
    const refused = new SyncError('data', 'refused', { code: 'x', status: what.includes('site') ? 503 : 400 })
    const pages = { first: { results: [one], next: '?cursor=b' }, a: { results: [one], next: '?cursor=b' } }
    const { read } = reading({ ...pages, [place]: refused })
    await expect(read(resume)).rejects.toBe(refused)
  })

  it('gives up when every cursor is refused', async () => {
    const refused = new SyncError('data', 'refused', { code: 'cursor_refused' })
    const { read } = reading({ first: { results: [one], next: '?cursor=b' }, b: refused })
    await expect(read()).rejects.toMatchObject({ code: 'cursor_refused' })
  })

  it('fails when the answer is no listing', async () => {
    const { client } = reading({})
    const broken = createClient({
      ...client,
      ask: async () => ({ message: 'x' }),
      spaceKeys: async () => new Map(),
    })
    await expect(broken.list(item, path, { limit: 2 }).next()).rejects.toMatchObject({ kind: 'data' })
  })
})

describe('a listing by offset', () => {
  const users = (ask: (start: number) => readonly unknown[]) =>
    createClient({
      site,
      base: site,
      timeZone: undefined,
      spaceKeys: async () => new Map(),
      ask: async (_, query) => ({ results: ask(Number(query['start'])), totalSize: 5 }),
    }).listByOffset(item, path, { limit: 200 })

  it('goes on by what it was given, whatever the limit, until a page is empty', async () => {
    const starts: number[] = []
    const ids: string[] = []
    const all = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }))
    for await (const page of users((start) => {
      starts.push(start)
      return all.slice(start, start + 2)
    }))
      ids.push(...page.items.map(({ item: { id } }) => id))
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(starts).toEqual([0, 2, 4, 5])
  })

  it('fails when the site ignores the offset', async () => {
    const listing = users(() => [one])
    await listing.next()
    await expect(listing.next()).rejects.toMatchObject({ kind: 'data', code: 'offset_ignored' })
  })
})
