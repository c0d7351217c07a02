import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { idsOf, openTestSite, type TestSite } from './client.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => site.clear())

const pages = '/wiki/api/v2/pages'
const search = '/wiki/rest/api/content/search?cql=type=page order by lastmodified desc'
const spaceSearch = '/wiki/rest/api/search?cql=type=space&includeArchivedSpaces=true&limit=4'
const oldContent = '/wiki/rest/api/content?limit=50'

const listings = [
  `${pages}?limit=60`,
  `${pages}?limit=60&sort=-modified-date`,
  '/wiki/api/v2/footer-comments?limit=120&sort=created-date',
  '/wiki/api/v2/labels?limit=9',
  `${search}&limit=70`,
  '/wiki/rest/api/search?cql=type=comment&limit=90',
  spaceSearch,
] as const

const cursorOf = (next: string) => new URL(next, site.url).searchParams.get('cursor')

describe('no fault', () => {
  it.each([...listings, oldContent, '/wiki/rest/api/group'])(
    'changes nothing where it does not strike: %s',
    async (path) => {
      const headers = { authorization: 'Bearer sandbox-token' }
      const plain = await fetch(site.url + path, { headers })
      await site.play({ kind: 'truncated', share: 0 }, { kind: 'next_link', how: 'null', after: 1_000 })
      const looked = await fetch(site.url + path, { headers })
      expect(await looked.text()).toBe(await plain.text())
      const ownHeaders = ['date', 'atl-traceid', 'x-ratelimit-remaining']
      const rest = (headers: Headers) => [...headers].filter(([name]) => !ownHeaders.includes(name))
      expect(rest(looked.headers)).toEqual(rest(plain.headers))
    },
  )
})

describe('capped', () => {
  it.each([...listings, oldContent])('%s gives fewer, without a word, and nothing is lost', async (path) => {
    const all = await site.list(path)
    await site.play({ kind: 'capped', most: 3 })
    const { body } = await site.get(path)
    expect(body.results).toHaveLength(3)
    const limit = new URL(path, site.url).searchParams.get('limit')
    expect(cursorOf(body._links.next) === null || body._links.next.includes(`limit=${limit}`)).toBe(true)
    expect(await site.list(path)).toEqual(all)
  })

  it('lists by offset too, and versions', async () => {
    const members = (await site.get('/wiki/rest/api/group')).body.results[0].id
    const ids = idsOf(await site.list(`${pages}?limit=250`))
    const counts = await Promise.all(
      ids.map(async (id) => (await site.get(`${pages}/${id}`)).body.version.number),
    )
    const many = ids[counts.indexOf(Math.max(...counts))]
    const versions = await site.list(`${pages}/${many}/versions`)
    await site.play({ kind: 'capped', most: 2 })
    for (const path of [
      '/wiki/rest/api/search/user?cql=type=user',
      `/wiki/rest/api/group/${members}/membersByGroupId`,
      '/wiki/rest/api/group',
      `${pages}/${many}/versions`,
    ])
      expect((await site.get(path)).body.results).toHaveLength(2)
    expect(await site.list(`${pages}/${many}/versions`)).toEqual(versions)
  })

  it('goes by the smallest cap, and by none where it asks for less', async () => {
    await site.play({ kind: 'capped', most: 3 }, { kind: 'capped', most: 7 })
    expect((await site.get(pages)).body.results).toHaveLength(3)
    expect((await site.get(`${pages}?limit=2`)).body.results).toHaveLength(2)
  })
})

describe('empty_page', () => {
  it.each(listings)('%s loses nothing to whoever goes on', async (path) => {
    const all = await site.list(path)
    await site.play({ kind: 'empty_page', times: 1 }, { kind: 'empty_page', after: 1, times: 2 })
    const { body } = await site.get(path)
    expect(body.results).toEqual([])
    expect(await site.list(path)).toEqual(all)
    expect((await site.counts()).map(([, struck]) => struck)).toEqual([1, 2])
  })

  it('gives a cursor that was never given before', async () => {
    await site.play({ kind: 'empty_page' })
    const seen = new Set<string | null>()
    let next: string = pages
    for (let page = 0; page < 5; page++) {
      const { body, headers } = await site.get(next)
      expect(body.results).toEqual([])
      next = body._links.next
      expect(headers.get('link')).toContain(`<${next}>; rel="next"`)
      seen.add(cursorOf(next))
    }
    expect(seen.size).toBe(5)
  })

  it('leaves the last page alone', async () => {
    await site.play({ kind: 'empty_page' })
    expect((await site.get('/wiki/api/v2/spaces?limit=250')).body.results).not.toEqual([])
    expect(await site.counts()).toEqual([[0, 0]])
  })
})

describe('next_link', () => {
  const second = async (path: string) => {
    const { next } = (await site.get(path)).body._links
    return next.startsWith('/rest') ? `/wiki${next}` : next
  }

  it.each([pages, search])('repeated: %s names the cursor that was asked for', async (path) => {
    const asked = await second(path)
    await site.play({ kind: 'next_link', how: 'repeated' })
    const { body } = await site.get(asked)
    expect(cursorOf(body._links.next)).toBe(cursorOf(asked))
    expect((await site.get(`${path.split('?')[0]}?cql=type=page`)).status).toBe(200)
    expect(await site.counts()).toEqual([[1, 1]])
  })

  it.each([pages, search])('without_cursor: %s', async (path) => {
    await site.play({ kind: 'next_link', how: 'without_cursor' })
    const { next } = (await site.get(path)).body._links
    expect([typeof next, cursorOf(next)]).toEqual(['string', null])
  })

  it('foreign: another host', async () => {
    await site.play({ kind: 'next_link', how: 'foreign' })
    const { body, headers } = await site.get(pages)
    expect(body._links.next).toMatch(/^https:\/\/elsewhere\.invalid\/wiki\/api\/v2\/pages\?.*cursor=/)
    expect(headers.get('link')).toContain(`<${body._links.next}>; rel="next"`)
  })

  it.each([
    ['missing', undefined],
    ['null', null],
  ])('%s: neither the body nor the header goes on', async (how, next) => {
    const plain = await site.get(pages)
    await site.play({ kind: 'next_link', how })
    const { body, headers } = await site.get(pages)
    expect(body.results).toEqual(plain.body.results)
    expect([body._links.next, '_links' in body]).toEqual([next, true])
    expect(headers.get('link')).toBe(`<${site.url}/wiki>; rel="base"`)
  })
})

describe('anonymous', () => {
  it('sees nothing, and is told so by nothing but its own record', async () => {
    const [id] = idsOf((await site.get(pages)).body.results)
    await site.play({ kind: 'anonymous', after: 1 })
    expect((await site.get(pages)).body.results).not.toEqual([])
    for (const path of [...listings, oldContent, '/wiki/rest/api/search/user?cql=type=user']) {
      const { status, body } = await site.get(path)
      expect([path, status, body.results, body._links.next, body.totalSize ?? 0]).toEqual([
        path,
        200,
        [],
        undefined,
        0,
      ])
    }
    expect(await site.get(`${pages}/${id}`)).toMatchObject({
      status: 404,
      body: { errors: [{ status: 404 }] },
    })
    const caller = await site.get('/wiki/rest/api/user/current')
    expect(caller).toMatchObject({ status: 200, body: { type: 'anonymous' } })
    expect(caller.body.accountId).toBeUndefined()
  })
})

describe('hidden_space', () => {
  it('takes everything of the space away, everywhere, until it is cleared', async () => {
    await using other = await openTestSite()
    const places = [
      `${pages}?limit=250&status=current,archived,trashed,deleted`,
      '/wiki/api/v2/blogposts?limit=250',
      '/wiki/api/v2/spaces?limit=250',
      '/wiki/api/v2/footer-comments?limit=250',
      '/wiki/api/v2/attachments?limit=250',
    ]
    const before = await Promise.all(places.map((path) => other.list(path)))
    const searchAll = '/wiki/rest/api/search?cql=type in (page, blogpost, comment, attachment)&limit=1'
    const total = (await other.get(searchAll)).body.totalSize
    const [posts, spaces] = [before[0] as { id: string; spaceId: string }[], before[2]]
    const counts = (spaceId: string) => posts.filter((page) => page.spaceId === spaceId).length
    const spaceId = idsOf(spaces ?? []).find((id) => counts(id) > 5) ?? ''
    const page = posts.find((one) => one.spaceId === spaceId)
    const truth = await other.truth('pages')
    await other.play({ kind: 'hidden_space', spaceId, on: pages, after: 1 })
    await other.get(pages)
    expect((await other.get(`/wiki/api/v2/spaces/${spaceId}`)).status).toBe(200)
    await other.get(pages)
    const [left, , spacesLeft, commentsLeft, filesLeft] = await Promise.all(
      places.map((path) => other.list(path)),
    )
    expect(left).toEqual(posts.filter((one) => one.spaceId !== spaceId))
    expect(idsOf(spacesLeft ?? [])).not.toContain(spaceId)
    const isGone = (one: object) =>
      ('pageId' in one || 'blogPostId' in one) &&
      posts.some(({ id, spaceId: home }) => 'pageId' in one && id === one.pageId && home === spaceId)
    expect(before[3]?.some(isGone)).toBe(true)
    expect(commentsLeft?.some(isGone)).toBe(false)
    expect(filesLeft?.some(isGone)).toBe(false)
    expect((await other.get(searchAll)).body.totalSize).toBeLessThan(total)
    for (const path of [
      `/wiki/api/v2/spaces/${spaceId}`,
      `/wiki/api/v2/spaces/${spaceId}/pages`,
      `${pages}/${page?.id}`,
      `${pages}/${page?.id}/labels`,
      `${pages}/${page?.id}/attachments`,
    ])
      expect([path, (await other.get(path)).status]).toEqual([path, 404])
    expect((await other.get(`${pages}?id=${page?.id}`)).body.results).toEqual([])
    expect((await other.get(`${search.split('?')[0]}?cql=id=${page?.id}`)).body.results).toEqual([])
    expect(await other.truth('pages')).toEqual(truth)
    await other.clear()
    expect(await Promise.all(places.map((path) => other.list(path)))).toEqual(before)
    expect((await other.get(searchAll)).body.totalSize).toBe(total)
  })
})

describe('mutate', () => {
  it('changes the site once per strike, right before the answer', async () => {
    await using other = await openTestSite()
    const [id, kept] = idsOf((await other.get(`${pages}?limit=2`)).body.results)
    await other.post('/__sandbox/faults', [
      { kind: 'mutate', on: pages, after: 1, times: 1, operations: [{ op: 'purge', type: 'page', id }] },
      {
        kind: 'mutate',
        on: `${pages}/*`,
        times: 2,
        operations: [{ op: 'edit', type: 'page', id: kept, title: 'Between' }],
      },
    ])
    expect(idsOf((await other.get(`${pages}?limit=2`)).body.results)).toContain(id)
    expect(idsOf((await other.get(`${pages}?limit=2`)).body.results)).not.toContain(id)
    expect((await other.get(`${pages}/${id}`)).status).toBe(404)
    expect((await other.get(`${pages}/${kept}`)).body.title).toBe('Between')
    await other.get(`${pages}/${kept}`)
    const { faults } = (await other.get('/__sandbox/faults')).body
    expect(faults[0]).toMatchObject({
      matched: 2,
      struck: 1,
      changed: [{ op: 'purge', id, status: 'purged' }],
    })
    expect(faults[1]).toMatchObject({ matched: 3, struck: 2, changed: [{ id: kept }, { id: kept }] })
  })

  it('says what was refused, and lets the request through', async () => {
    await using other = await openTestSite({ pages: 50 })
    await other.post('/__sandbox/faults', [
      { kind: 'mutate', operations: [{ op: 'edit', type: 'page', id: '1' }] },
    ])
    expect((await other.get(pages)).status).toBe(200)
    expect((await other.get('/__sandbox/faults')).body.faults[0].changed).toEqual([
      { refused: "There is no page with the id '1'; ask the truth for one." },
    ])
  })
})
