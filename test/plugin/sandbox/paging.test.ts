import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idsOf, openTestSite, type TestSite } from './client.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const listings = [
  ['pages', ['/wiki/api/v2/pages?x=1']],
  ['spaces', ['/wiki/api/v2/spaces?x=1']],
  ['blog_posts', ['/wiki/api/v2/blogposts?x=1']],
  ['comments', ['/wiki/api/v2/footer-comments?x=1', '/wiki/api/v2/inline-comments?x=1']],
  ['attachments', ['/wiki/api/v2/attachments?x=1']],
  ['labels', ['/wiki/api/v2/labels?x=1']],
  [
    'pages',
    ['/wiki/rest/api/content/search?cql=type=page&cqlcontext={"contentStatuses":["current","archived"]}'],
  ],
] as const

describe.each(listings)('the %s of %s', (stream, paths) => {
  it.each([7, 100, 250])('are the truth, each once, at limit %i', async (limit) => {
    const found = (await Promise.all(paths.map((path) => site.list(`${path}&limit=${limit}`)))).flat()
    const truth = idsOf(await site.truth(stream))
    expect(new Set(idsOf(found)).size).toBe(found.length)
    expect(idsOf(found).sort()).toEqual([...truth].sort())
  })
})

describe('one at a time', () => {
  it.each(['/wiki/api/v2/spaces?limit=1', '/wiki/api/v2/labels?limit=1&sort=-name'])('%s', async (path) => {
    const found = idsOf(await site.list(path))
    const all = idsOf(await site.list(path.replace('limit=1', 'limit=250')))
    expect(found).toEqual(all)
  })
})

describe('the lists under a space, a page, a label', () => {
  it('add up to the whole', async () => {
    const spaces = idsOf(await site.list('/wiki/api/v2/spaces?limit=250'))
    const pages = await Promise.all(spaces.map((id) => site.list(`/wiki/api/v2/spaces/${id}/pages?limit=7`)))
    expect(idsOf(pages.flat()).sort()).toEqual(idsOf(await site.truth('pages')).sort())
    const posts = await Promise.all(
      spaces.map((id) => site.list(`/wiki/api/v2/spaces/${id}/blogposts?limit=7`)),
    )
    expect(idsOf(posts.flat()).sort()).toEqual(idsOf(await site.truth('blog_posts')).sort())
  })

  it('lead from the containers to every comment', async () => {
    const roots: { id: string }[] = []
    const containers = [
      ['pages', 'pages', ['footer', 'inline']],
      ['blog_posts', 'blogposts', ['footer', 'inline']],
      ['attachments', 'attachments', ['footer']],
    ] as const
    for (const [stream, path, locations] of containers) {
      for (const { id } of await site.truth(stream)) {
        for (const location of locations) {
          for (const root of await site.list(`/wiki/api/v2/${path}/${id}/${location}-comments`)) {
            roots.push(...(await thread(location, root)))
          }
        }
      }
    }
    expect(idsOf(roots).sort()).toEqual(idsOf(await site.truth('comments')).sort())
  })

  it('agree on labels both ways', async () => {
    const labels = idsOf(await site.list('/wiki/api/v2/labels?limit=250'))
    const byLabel = await Promise.all(
      labels.map(async (label) => {
        const pages = await site.list(`/wiki/api/v2/labels/${label}/pages?limit=7`)
        return pages.map((page) => `${page.id} ${label}`)
      }),
    )
    const byPage = await Promise.all(
      idsOf(await site.truth('pages')).map(async (page) => {
        const carried = await site.list(`/wiki/api/v2/pages/${page}/labels?limit=1`)
        return carried.map((label) => `${page} ${label.id}`)
      }),
    )
    expect(byLabel.flat().sort()).toEqual(byPage.flat().sort())
    expect(byLabel.flat().length).toBeGreaterThan(50)
  })
})

async function thread(location: string, comment: { id: string }): Promise<{ id: string }[]> {
  const replies = await site.list(`/wiki/api/v2/${location}-comments/${comment.id}/children`)
  return [comment, ...(await Promise.all(replies.map((reply) => thread(location, reply)))).flat()]
}

describe('cursors', () => {
  const first = '/wiki/api/v2/pages?limit=5&sort=-modified-date'

  it('are refused with another query, another limit or another text', async () => {
    const { body } = await site.get(first)
    const cursor = new URL(body._links.next, site.url).searchParams.get('cursor') ?? ''
    const encoded = encodeURIComponent(cursor)
    const refused = await Promise.all([
      site.get(`/wiki/api/v2/pages?limit=6&sort=-modified-date&cursor=${encoded}`),
      site.get(`/wiki/api/v2/pages?limit=5&sort=created-date&cursor=${encoded}`),
      site.get(`/wiki/api/v2/blogposts?limit=5&sort=-modified-date&cursor=${encoded}`),
      site.get(`${first}&cursor=abc`),
    ])
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400])
    expect(refused[0]?.body).toEqual({
      errors: [
        {
          status: 400,
          code: 'INVALID_REQUEST_PARAMETER',
          title: "Provided value for 'cursor' is not the correct type. Expected type is Cursor.",
          detail:
            'The provided cursor was not valid. You can get a new valid cursor by making the original pagination request again.',
        },
      ],
    })
  })

  it('are in the Link header and in the body, from the site root', async () => {
    const { body, headers } = await site.get(first)
    expect(body._links.next).toMatch(/^\/wiki\/api\/v2\/pages\?/)
    expect(headers.get('link')).toBe(`<${body._links.next}>; rel="next", <${site.url}/wiki>; rel="base"`)
    const last = await site.get('/wiki/api/v2/spaces?limit=250')
    expect(last.body._links).toEqual({ base: `${site.url}/wiki` })
  })
})

describe('while others write', () => {
  it.each([
    ['/wiki/api/v2/pages?limit=7', 'pages'],
    ['/wiki/api/v2/pages?limit=7&sort=created-date', 'pages'],
    ['/wiki/api/v2/pages?limit=7&sort=modified-date', 'pages'],
    ['/wiki/api/v2/pages?limit=7&sort=-modified-date', 'pages'],
    ['/wiki/rest/api/content/search?limit=7&cql=type=page ORDER BY lastmodified', 'pages'],
    ['/wiki/api/v2/attachments?limit=7&sort=-created-date', 'attachments'],
  ])('%s neither skips nor repeats what was left alone', async (path, stream) => {
    await using busy = await openTestSite()
    const before = idsOf(await busy.list(path.replace('limit=7', 'limit=250')))
    const touched = new Set<string>()
    const found = idsOf(
      await busy.list(path, async () => {
        const type = stream === 'pages' ? 'page' : 'attachment'
        const { body } = await busy.post('/__sandbox/mutate', [
          { op: 'edit', type, count: 2 },
          { op: 'trash', type, count: 1 },
          ...(type === 'page' ? [{ op: 'create', type }] : []),
        ])
        for (const { id } of body) touched.add(id)
      }),
    )
    const left = (ids: string[]) => ids.filter((id) => !touched.has(id))
    expect(left(found)).toEqual(left(before))
    expect(touched.size).toBeGreaterThan(20)
  })
})
