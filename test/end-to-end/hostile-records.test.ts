import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Landing, openLanding } from '../support/landing.ts'
import { type MeddledSite, openMeddledSite } from '../support/meddled-site.ts'

const listed: Readonly<Record<string, string>> = {
  '/wiki/api/v2/pages': 'title',
  '/wiki/api/v2/spaces': 'name',
  '/wiki/api/v2/blogposts': 'title',
  '/wiki/api/v2/attachments': 'title',
  '/wiki/api/v2/labels': 'label',
}

const nasty: readonly string[] = [
  `'; drop table pages; --`,
  `"; drop table "pages"; --`,
  '$$; delete from pages; $$',
  '\\',
  `\\'`,
  '<script>alert(1)</script>&amp;<b',
  'a\u202Eevil\u202C \u2066x\u2069',
  'a\uFEFFzero\u200Bwidth\u0000\u0001\u001F\u007F\u2028\u2029',
  'half \uD800 of a pair \uDC00',
  '😀'.repeat(300),
  'x'.repeat(1_000_000),
  '__proto__',
  'constructor',
  'null',
  '\n{"id":"injected"}\n',
  '{"$ref":"#"}',
  '%s %d ${HOME} {{7*7}}',
  '',
]

const clean = (text: string) => text.replaceAll(/\p{Surrogate}|\0/gu, '\uFFFD')

let site: MeddledSite
let landing: Landing
beforeAll(async () => {
  site = await openMeddledSite({ pages: 60, seed: 3 })
  landing = await openLanding(site, {})
})
afterAll(async () => {
  await landing[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const textsIn = async (place: Landing, sql: string) => (await place.query(sql)).flat().map(String).toSorted()
const textsOf = async (sql: string) => (await landing.query(sql)).map(([text]) => String(text))

describe('whatever a record says', () => {
  const sent = new Map<string, string>()

  beforeAll(async () => {
    let next = 0
    // Half characters in the name of a label have a test of their own.
    const nextText = (field: string): string => {
      const text = nasty[next++ % nasty.length] ?? ''
      return field === 'label' && clean(text) !== text ? nextText(field) : text
    }
    const twist = (record: { id: string }, field: string) => {
      const text = nextText(field)
      const strange = JSON.parse(
        '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
      )
      const body = { storage: { representation: 'storage', value: text } }
      const bent = {
        ...record,
        [field === 'label' ? 'name' : field]: text,
        body,
        strange,
        large: '2^53 + 1',
        count: -7,
      }
      sent.set(record.id, JSON.stringify(bent))
      return bent
    }
    const known = new Map<string, object>()
    const renamed = ({ user }: { user: object }, place: number) => {
      const name = nasty[place % nasty.length]
      return { user: { ...user, displayName: name, publicName: name, email: name, timeZone: name } }
    }
    site.meddle({
      after(answer, { path }) {
        const field = listed[path]
        if (path === '/wiki/rest/api/search/user') return { ...answer, results: answer.results.map(renamed) }
        if (field === undefined) return answer
        const results = answer.results.map((record: { id: string }) => {
          const bent = known.get(`${path} ${record.id}`) ?? twist(record, field)
          known.set(`${path} ${record.id}`, bent)
          return bent
        })
        return { ...answer, results }
      },
    })
    const { reports } = await landing.sync()
    const told = Object.values(reports).map(({ stream, verdict, reason }) => ({ stream, verdict, reason }))
    expect(told.filter(({ verdict }) => verdict !== 'succeeded')).toEqual([])
  })

  it('it lands as data, and the tables stay', async () => {
    const tables = `select table_name from information_schema.tables where table_name not like '\\_%' escape '\\' order by 1`
    expect(await textsOf(tables)).toEqual(
      ['attachments', 'blog_posts', 'comments', 'labels', 'pages', 'pages_content', 'spaces', 'users'].sort(),
    )
    const titles = new Set(await textsOf('select title from pages'))
    for (const text of nasty) expect(titles, text.slice(0, 50)).toContain(clean(text))
    for (const stream of ['pages', 'blog_posts', 'spaces', 'attachments', 'labels'])
      expect((await landing.live(stream)).length, stream).toBe((await site.truth(stream)).length)
  })

  it('is in _raw as it was sent, but for its body, which has a column, and what no warehouse takes', async () => {
    for (const [id, raw, body] of await landing.query('select id, _raw, body_storage from pages')) {
      const text = sent.get(String(id)) ?? ''
      const cleaned = JSON.parse(text, (_, value) => (typeof value === 'string' ? clean(value) : value))
      const landed = JSON.parse(String(raw))
      expect(landed.body.storage).not.toHaveProperty('value')
      landed.body.storage.value = body
      expect(landed).toEqual(cleaned)
      expect(String(raw)).toContain('"__proto__":')
    }
  })

  it('nothing gets a prototype that it should not have', () => {
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(Reflect.get(Object, 'polluted')).toBeUndefined()
  })

  it('another run finds nothing new in it', async () => {
    const { reports } = await landing.sync({ fullRefresh: true })
    for (const report of Object.values(reports))
      expect(report).toMatchObject({ new: 0, changed: 0, deleted: 0 })
  })
})

describe('numbers and dates beyond what a column holds', () => {
  // As JSON text, since a JavaScript number would lose what is tested here.
  const page = (id: number, more: string) => `{"id":"${id}","status":"current","title":"t${id}",${more}}`
  const version = (number: string, createdAt = '2026-01-01T00:00:00.000Z') =>
    `"version":{"number":${number},"createdAt":"${createdAt}","authorId":"a"}`
  const small: readonly (readonly [what: string, record: string])[] = [
    ['a usual one', page(1, version('3'))],
    ['a version beyond 2^53', page(2, version('9007199254740993'))],
    ['a version that is no whole number', page(4, version('1.5'))],
    ['a negative version', page(5, version('-3'))],
    ['a negative position', page(6, `"position":-1,${version('1')}`)],
    ['the year 10000', page(8, version('1', '+010000-01-01T00:00:00.000Z'))],
    ['the year 10000, badly written', page(9, version('1', '10000-01-01T00:00:00.000Z'))],
    ['the year 0', page(10, version('1', '0000-01-01T00:00:00.000Z'))],
    ['a year before that', page(11, version('1', '-000044-03-15T00:00:00.000Z'))],
    ['the 30th of February', page(12, version('1', '2026-02-30T00:00:00.000Z'))],
    ['no date at all', page(13, version('1', 'yesterday'))],
    ['a created date far ahead', page(14, `"createdAt":"9999-12-31T23:59:59.999Z",${version('1')}`)],
  ]

  const large: readonly (readonly [what: string, record: string])[] = [
    ['a version beyond 2^63', page(3, version('1e300'))],
    ['a position beyond 2^63', page(7, `"position":99999999999999999999,${version('1')}`)],
    ['a number beyond all numbers', page(15, `"other":1e999,${version('1')}`)],
  ]

  const serve = (all: readonly string[]) =>
    site.meddle({
      before({ path, query }) {
        if (path !== '/wiki/api/v2/pages') return undefined
        const wanted = query.get('id')?.split(',')
        const found = all.filter((one) => wanted?.includes(JSON.parse(one).id) ?? true)
        const results = query.get('sort')?.startsWith('-') ? found.toReversed() : found
        return { body: `{"results":[${results.join(',')}],"_links":{}}` }
      },
    })

  async function expectAllTold(all: readonly string[]) {
    serve(all)
    await using small = await openLanding(site, { streams: { pages: {} } })
    const { reports } = await small.sync()
    expect(reports['pages']?.verdict, String(reports['pages']?.reason)).toMatch(/succeeded|incomplete/)
    expect(await textsIn(small, 'select id from pages union all select id from _errors')).toEqual(
      all.map((one) => String(JSON.parse(one).id)).toSorted(),
    )
    const { reports: again } = await small.sync({ fullRefresh: true })
    expect(again['pages']).toMatchObject({ new: 0, changed: 0, deleted: 0 })
  }

  it('land, or are set aside, all in one batch', () => expectAllTold(small.map(([, record]) => record)))

  it.each(large)('%s: it lands or is set aside, and the others land', (_, record) =>
    expectAllTold([page(90, version('1')), record, page(91, version('1'))]),
  )

  it('digits that a JavaScript number cannot hold are in _raw as the nearest number that it can', async () => {
    const body = `{"results":[${page(1, `"spaceNumber":9007199254740993,${version('1')}`)}],"_links":{}}`
    site.meddle({ before: ({ path }) => (path === '/wiki/api/v2/pages' ? { body } : undefined) })
    await using small = await openLanding(site, { streams: { pages: {} } })
    await small.sync()
    expect(await small.query('select _raw from pages')).toEqual([
      [expect.stringContaining('9007199254740992')],
    ])
  })
})

describe('half a character', () => {
  const label = { id: '7', name: 'half \uD800', prefix: 'global' }
  const author = { id: '8', title: 't', authorId: 'half \uD800', version: { number: 1 } }
  it.each<[string, string, string, object]>([
    ['in the name of a label', 'labels', '/wiki/api/v2/labels', label],
    ['in the account id of an author', 'users', '/wiki/api/v2/pages', author],
  ])('%s is one replaced letter, not the end of the stream', async (_, stream, listing, record) => {
    site.meddle({
      before: ({ path }) =>
        path.startsWith(listing)
          ? { body: { results: path === listing ? [record] : [], _links: {} } }
          : undefined,
    })
    await using small = await openLanding(site, { streams: { pages: {}, [stream]: {} } })
    const { reports } = await small.sync()
    expect(reports[stream]?.verdict, String(reports[stream]?.reason)).toBe('succeeded')
  })
})

describe('ids that look like something else', () => {
  const ids = [
    `1'; drop table pages; --`,
    '../../../etc/passwd',
    'a/b?limit=1#c',
    '%2e%2e%2f',
    '1,2',
    '1) or (type = page',
    ' ',
    '😀',
  ]
  const version = { number: 2, createdAt: '2026-01-01T00:00:00.000Z', authorId: 'a' }

  it.each(['pages', 'labels', 'footer-comments', 'attachments'])(
    'land as ids of %s, and lead to no other address of the site',
    async (kind) => {
      const stream = kind === 'footer-comments' ? 'comments' : kind
      await site.set({ replies: 'out' })
      const results = ids.map((id) => ({ id, title: 't', name: 'n', version }))
      site.meddle({
        before: ({ path, query }) => {
          if (path === `/wiki/api/v2/${kind}`)
            return { body: { results: query.has('id') || query.has('label-id') ? [] : results, _links: {} } }
          return path.includes('/api/v2/') || path.includes('/search') ? { body: { results: [] } } : undefined
        },
      })
      await using small = await openLanding(site, { streams: { [stream]: {} } })
      await small.sync()
      expect(await textsIn(small, `select id from ${stream} union select id from _errors`)).toEqual(
        ids.toSorted(),
      )
      const own = new RegExp(
        `^/wiki/(api/v2/(${kind}|inline-comments|spaces|users-bulk)|rest/api/(user/current|content/search))(/[^/]+(/(children|versions|pages|blogposts|attachments))?)?$`,
      )
      expect(site.asked.map(({ path }) => path).filter((path) => !own.test(path))).toEqual([])
      await site.set({ replies: 'in' })
    },
  )
})
