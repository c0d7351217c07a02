import { describe, expect, it } from 'vitest'
import { idsOf, openTestSite, type TestSite } from './client.ts'

interface Changed {
  readonly op: string
  readonly type: string
  readonly id: string
  readonly versionNumber: number | null
  readonly status: string
}

const now = Date.UTC(2026, 10, 20, 9, 30, 15, 250)

async function change(site: TestSite, ...operations: object[]): Promise<Changed[]> {
  const { status, body } = await site.post('/__sandbox/mutate', operations)
  if (status !== 200) throw new Error(body.message)
  return body
}

const streams = [
  'pages',
  'spaces',
  'blog_posts',
  'comments',
  'attachments',
  'labels',
  'users',
  'pages_content',
]

describe('the truth', () => {
  it('counts what it lists', async () => {
    await using site = await openTestSite()
    const { body } = await site.get('/__sandbox/truth')
    expect(Object.keys(body).sort()).toEqual([...streams].sort())
    for (const stream of streams) {
      const rows = await site.truth(stream)
      expect([stream, rows.length]).toEqual([stream, body[stream]])
      expect(new Set(idsOf(rows)).size).toBe(rows.length)
    }
    expect((await site.get('/__sandbox/truth/nothing')).status).toBe(400)
  })

  it('counts what carries a label, as its lists tell it', async () => {
    await using site = await openTestSite()
    const kinds = { pageCount: 'pages', blogPostCount: 'blogposts', attachmentCount: 'attachments' }
    for (const label of await site.truth('labels'))
      for (const [count, kind] of Object.entries(kinds)) {
        const carriers = await site.list(`/wiki/api/v2/labels/${label.id}/${kind}?limit=250`)
        expect(label, kind).toMatchObject({ [count]: carriers.length })
      }
  })

  it('knows everybody that a row names', async () => {
    await using site = await openTestSite()
    const users = new Map((await site.truth('users')).map((row) => [row.id, row.status]))
    const pages = (await site.list('/wiki/api/v2/pages?limit=250')) as unknown as {
      authorId: string
      ownerId: string | null
      version: { authorId: string }
    }[]
    for (const page of pages) {
      for (const id of [page.authorId, page.ownerId ?? page.authorId, page.version.authorId])
        expect(users.has(id)).toBe(true)
    }
    const found = await site.get(
      '/wiki/rest/api/search/user?cql=type=user&sitePermissionTypeFilter=all&limit=200',
    )
    for (const { user } of found.body.results) expect(users.get(user.accountId)).toBe('active')
    expect(new Set(users.values())).toEqual(new Set(['active', 'inactive', 'closed', 'unknown']))
  })
})

describe('changes', () => {
  it.each(['page', 'blogpost', 'comment', 'attachment'])(
    'edit: a new version of a %s, stamped now',
    async (type) => {
      await using site = await openTestSite({}, () => now)
      const edited = await change(site, { op: 'edit', type, count: 5 })
      expect(edited).toHaveLength(5)
      for (const { id, versionNumber } of edited) {
        const path = {
          page: 'pages',
          blogpost: 'blogposts',
          comment: 'footer-comments',
          attachment: 'attachments',
        }[type]
        const first = await site.get(`/wiki/api/v2/${path}/${id}?body-format=storage`)
        const { body } = first.status === 200 ? first : await site.get(`/wiki/api/v2/inline-comments/${id}`)
        expect(body.version).toMatchObject({ number: versionNumber, createdAt: '2026-11-20T09:30:15.250Z' })
      }
      const truth = new Map(
        (await site.truth(`${type === 'blogpost' ? 'blog_post' : type}s`)).map((row) => [row.id, row]),
      )
      for (const { id, versionNumber } of edited) expect(truth.get(id)?.versionNumber).toBe(versionNumber)
      const newest = await site.get('/wiki/api/v2/pages?sort=-modified-date&limit=5')
      if (type === 'page') expect(idsOf(newest.body.results).sort()).toEqual(idsOf(edited).sort())
    },
  )

  it('trash and restore: a page goes with its comments and attachments, and comes back with them', async () => {
    await using site = await openTestSite()
    const before = await Promise.all(streams.map((stream) => site.truth(stream)))
    const gone = await change(site, { op: 'trash', type: 'page', count: 20 })
    expect(new Set(gone.map(({ status }) => status))).toEqual(new Set(['trashed']))
    const [pages, , , comments, attachments] = await Promise.all(streams.map((stream) => site.truth(stream)))
    expect(before[0]?.length).toBe((pages?.length ?? 0) + 20)
    expect(comments?.length).toBeLessThan(before[3]?.length ?? 0)
    expect(attachments?.length).toBeLessThan(before[4]?.length ?? 0)
    const listed = await site.list('/wiki/api/v2/footer-comments?limit=250')
    const inline = await site.list('/wiki/api/v2/inline-comments?limit=250')
    expect(idsOf([...listed, ...inline]).sort()).toEqual(idsOf(comments ?? []).sort())
    const trash = await site.list('/wiki/api/v2/pages?status=trashed&limit=250')
    expect(idsOf(trash)).toEqual(expect.arrayContaining(idsOf(gone)))
    await change(site, ...gone.map(({ id }) => ({ op: 'restore', type: 'page', id })))
    const after = await site.truth('comments')
    expect(after).toEqual(before[3])
  })

  it('purge: what is gone answers 404, replies go with their comment', async () => {
    await using site = await openTestSite()
    const comments = await site.list('/wiki/api/v2/footer-comments?limit=250')
    const reply = comments.find((comment) => 'parentCommentId' in comment) as unknown as {
      parentCommentId: string
    }
    const gone = await change(
      site,
      { op: 'purge', type: 'comment', id: reply.parentCommentId },
      { op: 'purge', type: 'page', count: 3 },
      { op: 'purge', type: 'attachment', count: 2 },
      { op: 'purge', type: 'label', count: 1 },
      { op: 'purge', type: 'user', count: 1 },
    )
    expect(gone.filter(({ type }) => type === 'comment').length).toBeGreaterThan(1)
    expect(new Set(gone.map(({ status }) => status))).toEqual(new Set(['purged']))
    const paths: Record<string, string> = {
      comment: 'footer-comments',
      page: 'pages',
      attachment: 'attachments',
    }
    for (const { type, id } of gone.filter((one) => one.type in paths)) {
      expect((await site.get(`/wiki/api/v2/${paths[type]}/${id}`)).status).toBe(404)
    }
  })

  it('create, comment, attach, label, move: everything is where it belongs', async () => {
    await using site = await openTestSite()
    const [space] = await change(site, { op: 'create', type: 'space' })
    const [page] = await change(site, {
      op: 'create',
      type: 'page',
      spaceId: space?.id,
      title: 'Mine',
      body: '<p>x</p>',
    })
    const [moved] = await change(site, { op: 'move', type: 'page', count: 1, spaceId: space?.id })
    const [comment] = await change(site, { op: 'comment', type: 'page', id: page?.id, location: 'inline' })
    const [reply] = await change(site, { op: 'comment', type: 'comment', id: comment?.id })
    const [file] = await change(site, { op: 'attach', type: 'page', id: page?.id })
    const labels = await change(site, { op: 'label', type: 'page', id: page?.id, label: 'brand-new' })
    expect(labels).toMatchObject([
      { op: 'create', type: 'label', versionNumber: null },
      { op: 'label', type: 'page', id: page?.id, versionNumber: 1 },
    ])
    const under = await site.list(`/wiki/api/v2/spaces/${space?.id}/pages`)
    expect(idsOf(under).sort()).toEqual([page?.id, moved?.id].sort())
    expect(idsOf(await site.list(`/wiki/api/v2/pages/${page?.id}/inline-comments`))).toEqual([comment?.id])
    expect(idsOf(await site.list(`/wiki/api/v2/inline-comments/${comment?.id}/children`))).toEqual([
      reply?.id,
    ])
    expect(idsOf(await site.list(`/wiki/api/v2/pages/${page?.id}/attachments`))).toEqual([file?.id])
    expect(idsOf(await site.list(`/wiki/api/v2/labels/${labels[0]?.id}/pages`))).toEqual([page?.id])
    await change(site, { op: 'unlabel', type: 'page', id: page?.id, label: 'brand-new' })
    expect(await site.list(`/wiki/api/v2/pages/${page?.id}/labels`)).toEqual([])
    const [any] = await change(site, { op: 'label', type: 'attachment', count: 1 })
    expect(any?.type).toBe('attachment')
  })

  it('list every kind of record that others have changed', async () => {
    await using site = await openTestSite()
    const kinds = ['page', 'blogpost', 'space', 'label', 'user']
    await change(
      site,
      ...kinds.flatMap((type) => [
        { op: 'create', type, count: 3 },
        { op: 'edit', type, count: 3 },
      ]),
    )
    const paths = { pages: 'pages', blog_posts: 'blogposts', spaces: 'spaces', labels: 'labels' }
    for (const [stream, path] of Object.entries(paths)) {
      const found = await site.list(`/wiki/api/v2/${path}?limit=7`)
      expect(idsOf(found)).toEqual(idsOf(await site.truth(stream)))
    }
  })

  it.each([
    ['no list', { op: 'edit' }],
    ['an unknown operation', [{ op: 'burn', type: 'page' }]],
    [
      'an unknown id',
      [
        { op: 'edit', type: 'page', count: 2 },
        { op: 'edit', type: 'page', id: '1' },
      ],
    ],
    [
      'too many',
      [
        { op: 'create', type: 'page' },
        { op: 'trash', type: 'page', count: 1000 },
      ],
    ],
    [
      'what does not suit',
      [
        { op: 'create', type: 'page' },
        { op: 'trash', type: 'comment' },
      ],
    ],
    ['an unknown field', [{ op: 'edit', type: 'page', colour: 'red' }]],
  ])('refuse %s with a sentence and leave everything as it was', async (_, operations) => {
    await using site = await openTestSite()
    const before = await site.truth('pages')
    const { status, body } = await site.post('/__sandbox/mutate', operations)
    expect(status).toBe(400)
    expect(body.message).toMatch(/\.$/)
    expect(await site.truth('pages')).toEqual(before)
  })
})
