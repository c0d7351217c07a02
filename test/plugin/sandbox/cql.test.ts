import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCql } from '../../../plugin/sandbox/cql/parse.ts'
import { idsOf, openTestSite, type TestSite } from './client.ts'

describe('parsing', () => {
  const clause = (field: string, operator: string, ...texts: string[]) => ({
    is: 'clause',
    field,
    operator,
    values: texts.map((text) => ({ text })),
  })

  it.each([
    ['type=page', clause('type', '=', 'page')],
    ['TYPE = "page"', clause('type', '=', 'page')],
    ['title ~ "it\\"s \\\\ here"', clause('title', '~', 'it"s \\ here')],
    ["title !~ 'a b'", clause('title', '!~', 'a b')],
    ['label not in (a, "b c")', clause('label', 'not in', 'a', 'b c')],
    ['space in (DS)', clause('space', 'in', 'DS')],
    ['lastModified >= "2026-01-02 03:04"', clause('lastmodified', '>=', '2026-01-02 03:04')],
    [
      'created > now("-90m")',
      { is: 'clause', field: 'created', operator: '>', values: [{ text: '-90m', call: 'now' }] },
    ],
    [
      'type=page and (label=a or not label=b)',
      {
        is: 'and',
        parts: [
          clause('type', '=', 'page'),
          { is: 'or', parts: [clause('label', '=', 'a'), { is: 'not', part: clause('label', '=', 'b') }] },
        ],
      },
    ],
    [
      'label=a OR label=b AND label=c',
      {
        is: 'or',
        parts: [
          clause('label', '=', 'a'),
          { is: 'and', parts: [clause('label', '=', 'b'), clause('label', '=', 'c')] },
        ],
      },
    ],
  ])('%s', (cql, where) => {
    expect(parseCql(cql)).toEqual({ where, orderBy: [] })
  })

  it('reads several sort keys', () => {
    expect(parseCql('type=page ORDER BY lastmodified DESC, title asc, id').orderBy).toEqual([
      { field: 'lastmodified', descending: true },
      { field: 'title', descending: false },
      { field: 'id', descending: false },
    ])
  })

  it.each([
    ['nothing at all', ''],
    ['an unquoted personal space', 'space = ~abc'],
    ['an open parenthesis', '(type=page'],
    ['an unfinished quotation', 'title="abc'],
    ['an order inside of parentheses', '(type=page order by id)'],
    ['a lonely operator', '= page'],
    ['an unquoted reserved word', 'label = and'],
    ['words after the end', 'type=page page'],
  ])('refuses %s', (_, cql) => {
    expect(() => parseCql(cql)).toThrow()
  })
})

describe('searching', () => {
  // Adelaide is 10:30 ahead of UTC in summer, 9:30 in winter.
  const stamp = (text: string) => Date.parse(text)
  let now = stamp('2026-11-05T00:00:00Z')
  let site: TestSite
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    site = await openTestSite({ pages: 60 }, () => now)
    const at = async (name: string, text: string, operation: object) => {
      now = stamp(text)
      const { body } = await site.post('/__sandbox/mutate', [operation])
      ids[name] = body.at(-1).id
    }
    await at('early', '2026-11-06T00:00:59.999Z', {
      op: 'create',
      type: 'page',
      title: 'Zebra "one"',
      body: 'needle',
    })
    await at('late', '2026-11-06T00:01:00.000Z', { op: 'create', type: 'page', title: 'Äpfel & Birnen' })
    await at('post', '2026-11-06T00:01:30.000Z', { op: 'create', type: 'blogpost', title: 'Zebra post' })
    await at('label', '2026-11-06T00:01:31.000Z', {
      op: 'label',
      type: 'page',
      id: ids['late'],
      label: 'c++ & co',
    })
    await at('comment', '2026-11-06T00:02:00.000Z', { op: 'comment', type: 'page', id: ids['late'] })
    await at('reply', '2026-11-06T00:03:00.000Z', { op: 'comment', type: 'comment', id: ids['comment'] })
    await at('file', '2026-11-06T00:04:00.000Z', { op: 'attach', type: 'page', id: ids['late'] })
    now = stamp('2026-11-06T01:00:00Z')
  })
  afterAll(() => site[Symbol.asyncDispose]())

  const search = async (cql: string, query = '') => {
    const found = await site.list(
      `/wiki/rest/api/content/search?limit=200&cql=${encodeURIComponent(cql)}${query}`,
    )
    return idsOf(found)
  }
  const names = async (cql: string) => {
    const found = await search(cql)
    return found.map((id) => Object.keys(ids).find((name) => ids[name] === id && name !== 'label') ?? id)
  }
  const recent = '(created >= "2026-11-06 10:30")'

  it.each([
    [`lastmodified >= "2026-11-06 10:31"`, ['late', 'post', 'comment', 'reply', 'file']],
    [`lastmodified >= "2026/11/06 10:31"`, ['late', 'post', 'comment', 'reply', 'file']],
    [`lastmodified > "2026-11-06 10:31"`, ['comment', 'reply', 'file']],
    [`lastmodified > "2026-11-06 10:30"`, ['late', 'post', 'comment', 'reply', 'file']],
    [`${recent} and lastmodified <= "2026-11-06 10:30"`, ['early']],
    [`${recent} and lastmodified < "2026-11-06 10:31"`, ['early']],
    [`lastmodified = "2026-11-06 10:31"`, ['late', 'post']],
    [`lastmodified = "2026-11-06"`, ['early', 'late', 'post', 'comment', 'reply', 'file']],
    [`lastmodified >= now("-59m")`, ['late', 'post', 'comment', 'reply', 'file']],
    [`lastmodified >= now("-1h") and type = page`, ['early', 'late']],
    [`created >= now("-2d") and type != page`, ['post', 'comment', 'reply', 'file']],
    [`type = comment and created >= "2026-11-06"`, ['comment', 'reply']],
    [`type in (blogpost, attachment) and ${recent}`, ['post', 'file']],
    [`${recent} and title = "zebra \\"one\\""`, ['early']],
    [`${recent} and title ~ zebra and type in (page, blogpost)`, ['early', 'post']],
    [`${recent} and title !~ "zebra" and type = page`, ['late']],
    [`text ~ needle`, ['early']],
    [`label = "c++ & co"`, ['late']],
    [`${recent} and not type = page and not (type = comment or type = blogpost)`, ['file']],
    [`${recent} and creator = currentUser() and type=page`, ['early', 'late']],
    [`creator in (currentUser()) and creator = nobody`, []],
    [`${recent} and type not in (page, comment)`, ['post', 'file']],
    [`${recent} order by title desc, id`, ['file', 'post', 'early', 'late', 'comment', 'reply']],
    [`${recent} order by type`, 400],
    [`nonsense = 1`, 400],
    [`constructor = 1`, 400],
    [`lastmodified >= "2026-11-06T00:01:00Z"`, 400],
    [`lastmodified >= "2026-11-06 10:31:00"`, 400],
    [`lastmodified >= "2026-13-06"`, 400],
    [`lastmodified ~ "2026-11-06"`, 400],
    [`text = needle`, 400],
    [`type > page`, 400],
    [`space = ~abc`, 400],
    [`lastmodified > startOfNothing()`, 400],
  ])('%s', async (cql, expected) => {
    if (typeof expected === 'number') {
      const { status, body } = await site.get(`/wiki/rest/api/content/search?cql=${encodeURIComponent(cql)}`)
      expect([status, body.statusCode]).toEqual([400, 400])
      expect(body.message).toContain('BadRequestException')
    } else {
      const found = await names(cql)
      expect(cql.includes('order by') ? found.sort() : found.sort()).toEqual([...expected].sort())
    }
  })

  it('goes by id where no order is given, and by the order where one is', async () => {
    expect(await names(recent)).toEqual(['early', 'late', 'post', 'comment', 'reply', 'file'])
    expect(await names(`${recent} order by lastmodified desc`)).toEqual([
      'file',
      'reply',
      'comment',
      'post',
      'late',
      'early',
    ])
    expect(await names(`${recent} and type in (page, blogpost) order by title`)).toEqual([
      'early',
      'post',
      'late',
    ])
  })

  it('reads literals in the zone of the caller', async () => {
    await site.post('/__sandbox/settings', { timeZone: 'America/New_York' })
    expect((await site.get('/wiki/rest/api/user/current')).body.timeZone).toBe('America/New_York')
    expect(await names('lastmodified >= "2026-11-05 19:01" and type = page')).toEqual(['late'])
    await site.post('/__sandbox/settings', { timeZone: 'Australia/Adelaide' })
    expect((await site.post('/__sandbox/settings', { timeZone: 'Mars/Olympus' })).status).toBe(400)
  })

  it('names the unknown field as the real thing does', async () => {
    const { body } = await site.get('/wiki/rest/api/content/search?cql=Grill=1')
    expect(body).toEqual({
      statusCode: 400,
      data: { authorized: true, valid: true, errors: [], successful: true },
      message:
        "com.atlassian.confluence.api.service.exceptions.BadRequestException: No field exists with the name: 'grill'",
    })
  })

  it('finds current content alone, archived content when the context says so, and never the trash', async () => {
    const wide = `&cqlcontext=${encodeURIComponent('{"contentStatuses":["current","archived","trashed"]}')}`
    const truth = await site.truth('pages')
    expect((await search('type=page')).sort()).toEqual(
      idsOf(truth.filter(({ status }) => status === 'current')).sort(),
    )
    expect((await search('type=page', wide)).sort()).toEqual(idsOf(truth).sort())
  })

  it('knows the tree, the space and the contributors', async () => {
    const pages = (await site.list('/wiki/api/v2/pages?limit=250&status=current')) as unknown as {
      id: string
      parentId: string | null
      spaceId: string
      version: { authorId: string }
    }[]
    const child = pages.find(({ parentId }) => pages.some(({ id }) => id === parentId))
    expect(await search(`parent = ${child?.parentId}`)).toContain(child?.id)
    expect(await search(`ancestor = "${child?.parentId}"`)).toContain(child?.id)
    const spaces = (await site.list('/wiki/api/v2/spaces')) as unknown as { id: string; key: string }[]
    for (const { id, key } of spaces) {
      const inSpace = pages.filter(({ spaceId }) => spaceId === id)
      expect(await search(`type=page and space = "${key}"`)).toEqual(idsOf(inSpace))
    }
    const one = pages[0]
    expect(await search(`contributor = "${one?.version.authorId}" and type = page`)).toContain(one?.id)
    expect(await search(`id in (${pages[3]?.id}, ${pages[1]?.id})`)).toEqual([pages[1]?.id, pages[3]?.id])
  })

  it('links to the next page relative to its context, and counts on /search', async () => {
    const { body } = await site.get('/wiki/rest/api/content/search?cql=type=page&limit=5')
    expect(body._links.next).toMatch(/^\/rest\/api\/content\/search\?next=true&cursor=/)
    expect(body._links).toMatchObject({ base: `${site.url}/wiki`, context: '/wiki' })
    expect(body).not.toHaveProperty('totalSize')
    const searched = await site.get('/wiki/rest/api/search?cql=type=page&limit=5')
    expect(searched.body.totalSize).toBe((await search('type=page')).length)
    expect(searched.body.results[0].lastModified).toMatch(/\.000Z$/)
  })

  it('finds spaces on /search, archived ones only when asked to', async () => {
    const spaces = await site.truth('spaces')
    const found = await site.get('/wiki/rest/api/search?cql=type=space&limit=200')
    expect(found.body.totalSize).toBe(spaces.filter(({ status }) => status === 'current').length)
    const all: string[] = []
    let next = '/rest/api/search?cql=type=space&limit=2&includeArchivedSpaces=true'
    while (next !== undefined) {
      const { body } = await site.get(`/wiki${next}`)
      all.push(...body.results.map((result: { space: { id: number } }) => String(result.space.id)))
      next = body._links.next
    }
    expect(all).toEqual(idsOf(spaces))
  })

  it('tells the truth about a clause', async () => {
    const clause = 'title ~ zebra or label = "c++ & co"'
    expect(idsOf(await site.truth('pages', `?cql=${encodeURIComponent(clause)}`))).toEqual([
      ids['early'],
      ids['late'],
    ])
  })
})
