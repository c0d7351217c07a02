import { describe, expect, it } from 'vitest'
import { labels } from '../../../plugin/streams/labels.ts'
import { SyncError } from '../../../src/contract/errors.ts'
import { collect, contextOf, readAll } from '../../contracts/stream-contract.ts'
import { type Asked, answeringClient, listing, missing } from './answering-client.ts'

const good = { id: '1', name: 'one' }
const other = { id: '2', name: 'two' }
const poison = { id: '3', name: 5 }

/** A site with these labels; `usage` answers for what carries them. */
function reading(given: readonly object[], usage: (asked: Asked) => unknown, stillThere = given) {
  const client = answeringClient((asked) => {
    if (asked.path !== '/wiki/api/v2/labels') return usage(asked)
    return listing(...(asked.query['label-id'] === undefined ? given : stillThere))
  })
  const facts = (pages: Awaited<ReturnType<typeof collect>>) => ({
    ids: pages.flatMap((page) => page.records.map(({ row }) => row['id'])),
    isolated: pages.flatMap((page) => page.isolated ?? []),
    skipped: pages.reduce((sum, page) => sum + (page.skipped ?? 0), 0),
    gaps: pages.flatMap((page) => page.gap ?? []),
  })
  return {
    client,
    read: async () => facts(await readAll(labels, client)),
    lookUp: async (ids: readonly string[]) => facts(await collect(labels.lookUp(contextOf(client), ids))),
  }
}

const unused = () => listing()
const missingBlogPostsOf = (id: string) => (asked: Asked) =>
  asked.path.endsWith(`/${id}/blogposts`) ? missing(asked) : listing()

describe('a label whose usage is not found', () => {
  it('is skipped when the label is gone as well', async () => {
    const { read, client } = reading([good, other], missingBlogPostsOf('1'), [])
    expect(await read()).toEqual({ ids: ['2'], isolated: [], skipped: 1, gaps: [] })
    expect(client.asked.map(({ query }) => query['label-id'])).toContain('1')
  })

  it.each([
    ['can be read', [good]],
    ['cannot be read', [{ ...good, name: 5 }]],
  ])('is isolated when the label is still there and %s', async (_, stillThere) => {
    const { read } = reading([good, other], missingBlogPostsOf('1'), stillThere)
    const { isolated, ...rest } = await read()
    expect(rest).toEqual({ ids: ['2'], skipped: 0, gaps: [] })
    expect(isolated).toEqual([
      expect.objectContaining({
        id: '1',
        code: 'usage_unreadable',
        status: 404,
        url: expect.stringContaining('/labels/1/blogposts'),
      }),
    ])
  })

  const failing = (code: string) => () => {
    throw new SyncError('transient', 'down', { code, status: 503 })
  }

  it('is isolated when the site fails at it', async () => {
    const { read } = reading([good, other], (asked) =>
      asked.path.includes('/1/') ? failing('server_error')() : listing(),
    )
    expect(await read()).toMatchObject({ ids: ['2'], isolated: [{ id: '1', status: 503 }], gaps: [] })
  })

  it('fails when the site fails at all of them, or for another reason', async () => {
    const many = Array.from({ length: 9 }, (_, place) => ({ id: String(place), name: 'x' }))
    await expect(reading(many, failing('server_error')).read()).rejects.toMatchObject({ kind: 'transient' })
    await expect(reading([good], failing('host_unknown')).read()).rejects.toMatchObject({ kind: 'transient' })
  })
})

describe('a label that cannot be read', () => {
  it('is isolated, in the listing and by its id', async () => {
    const expected = { ids: ['1'], isolated: [{ id: '3', code: 'unreadable_record' }] }
    const { read, lookUp } = reading([good, poison], unused)
    expect(await read()).toMatchObject(expected)
    expect(await lookUp(['1', '3'])).toMatchObject(expected)
  })
})

describe('what carries a label', () => {
  it('leaves a gap that names it when it cannot be read', async () => {
    const { read } = reading([good, other], ({ path }) =>
      path.endsWith('/1/pages') ? listing({ id: '5' }, { id: '6', status: 7 }, { id: 8 }) : listing(),
    )
    const { ids, gaps } = await read()
    expect(ids).toEqual(['1', '2'])
    expect(gaps).toEqual(['what carries the label "one" cannot all be read (pages 6 and 1 more)'])
  })

  it.each([
    ['loses its next link', [{ id: '5' }]],
    ['seems empty, as all of them do', []],
  ])('is all there although its listing %s', async (_, given) => {
    const all = [{ id: '5' }, { id: '6' }, { id: '7' }]
    const { client } = reading([good], ({ path, query }) => {
      if (!path.endsWith('/pages')) return listing()
      const isFirst = client.asked.filter((asked) => asked.path === path).length === 1
      if (isFirst) return listing(...given)
      return listing(...(query['sort'] === '-id' ? all.toReversed() : all))
    })
    const read = await readAll(labels, client)
    const rows = read.flatMap(({ records }) => records.map(({ row }) => row))
    expect(rows).toMatchObject([{ id: '1', pageCount: 3, pageIds: ['5', '6', '7'] }])
    expect(read.flatMap(({ gap }) => gap ?? [])).toEqual([])
  })

  it('is said to be unknown in part where its listing gives neither the rest nor a way to it', async () => {
    const { read } = reading([good], ({ path, query }) => {
      if (!path.endsWith('/pages')) return listing()
      return listing({ id: query['sort'] === 'id' ? '5' : '7' })
    })
    expect((await read()).gaps).toEqual(['what carries the label "one" cannot all be read (some pages)'])
  })

  it('is asked for from the other end only where a list holds something', async () => {
    const { read, client } = reading([good], ({ path }) =>
      path.endsWith('/pages') ? listing({ id: '5' }) : listing(),
    )
    await read()
    const asked = client.asked.flatMap(({ path }) => (path.includes('/1/') ? path.split('/').slice(-1) : []))
    expect(asked.toSorted()).toEqual(['attachments', 'blogposts', 'pages', 'pages'])
  })
})

describe('what carries a label, of the kinds that land alone', () => {
  const leftOut = ['blogPostIds', 'attachmentIds', 'attachmentCount']
  it.each([
    ['every kind', [], ['pages', 'blogposts', 'attachments']],
    ['a kind of which one field lands', leftOut, ['pages', 'blogposts']],
    ['none', [...leftOut, 'blogPostCount', 'pageIds', 'pageCount'], []],
  ])('is asked for: %s', async (_, absent, kinds) => {
    const client = answeringClient(({ path }) => listing(path.endsWith('/labels') ? good : { id: '5' }))
    const pages = await readAll(labels, client, { lands: (field) => !absent.includes(field) })
    expect(pages.flatMap(({ records }) => records).length).toBe(1)
    const asked = client.asked.flatMap(({ path }) => /labels\/1\/(\w+)$/.exec(path)?.[1] ?? [])
    expect([...new Set(asked)]).toEqual(kinds)
  })
})
