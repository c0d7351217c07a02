import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idsOf, openTestSite, type TestSite } from './client.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
})
afterAll(() => site[Symbol.asyncDispose]())

interface Page {
  readonly id: string
  readonly status: string
  readonly spaceId: string
  readonly title: string
}

describe('filters', () => {
  const pages = async (query: string) => (await site.list(`/wiki/api/v2/pages?limit=250&${query}`)) as Page[]

  it('take ids repeated or separated by commas', async () => {
    const wanted = idsOf(await site.truth('pages')).slice(3, 9)
    expect(idsOf(await pages(`id=${wanted.join(',')}`))).toEqual(wanted)
    expect(idsOf(await pages(wanted.map((id) => `id=${id}`).join('&')))).toEqual(wanted)
    expect(idsOf(await pages(`id=${wanted[0]},1,424242`))).toEqual([wanted[0]])
    expect((await site.get(`/wiki/api/v2/pages?id=${Array(251).fill('1').join(',')}`)).status).toBe(400)
    expect((await site.get('/wiki/api/v2/pages?id=abc')).status).toBe(400)
  })

  it('ignore names they do not know, camel case for one', async () => {
    expect(idsOf(await pages('spaceId=1&updated-since=2026-01-01'))).toEqual(idsOf(await site.truth('pages')))
  })

  it('take statuses', async () => {
    const all = await pages('status=current,archived,trashed,deleted')
    const byStatus = await Promise.all(
      ['current', 'archived', 'trashed', 'deleted'].map((one) => pages(`status=${one}`)),
    )
    expect(idsOf(byStatus.flat()).sort()).toEqual(idsOf(all).sort())
    expect(all).toHaveLength(200)
    expect(new Set((await pages('')).map(({ status }) => status))).toEqual(new Set(['current', 'archived']))
    expect((await site.get('/wiki/api/v2/pages?status=gone')).status).toBe(400)
  })

  it('take a space, a title, keys', async () => {
    const [one] = await pages('')
    expect((await pages(`space-id=${one?.spaceId}`)).every(({ spaceId }) => spaceId === one?.spaceId)).toBe(
      true,
    )
    expect(idsOf(await pages(`title=${encodeURIComponent(one?.title ?? '')}`))).toEqual([one?.id])
    const spaces = await site.list('/wiki/api/v2/spaces?keys=SPACE0,3OPS')
    expect(spaces).toMatchObject([{ key: 'SPACE0' }, { key: '3OPS' }])
  })
})

describe('limits and formats', () => {
  it.each([
    ['/wiki/api/v2/pages', 25],
    ['/wiki/api/v2/attachments', 50],
    ['/wiki/rest/api/content/search?cql=type=page', 25],
    ['/wiki/rest/api/content/search?cql=type=page&limit=150&expand=body.storage', 50],
    ['/wiki/rest/api/content/search?cql=type=comment&limit=500&expand=version', 200],
  ])('%s gives %i', async (path, count) => {
    expect((await site.get(path)).body.results).toHaveLength(count)
  })

  it.each(['0', '251', '-1', 'many'])('refuse the limit %s', async (limit) => {
    const { status, body } = await site.get(`/wiki/api/v2/pages?limit=${limit}`)
    expect([status, body.errors[0].code]).toEqual([400, 'INVALID_REQUEST_PARAMETER'])
  })

  it('give a body only where it is asked for', async () => {
    const { body } = await site.get('/wiki/api/v2/pages?limit=1')
    expect(body.results[0].body).toEqual({})
    const asked = await site.get('/wiki/api/v2/pages?limit=1&body-format=storage')
    expect(asked.body.results[0].body.storage.representation).toBe('storage')
    expect((await site.get('/wiki/api/v2/pages?body-format=view')).status).toBe(400)
  })

  it('never say on a comment who wrote it first', async () => {
    const { body } = await site.get('/wiki/api/v2/footer-comments?limit=250')
    for (const comment of body.results) {
      expect(Object.keys(comment)).not.toContain('createdAt')
      expect(Object.keys(comment)).not.toContain('authorId')
    }
  })

  it('leave replies out of the site-wide lists when told to', async () => {
    await site.post('/__sandbox/settings', { replies: 'out' })
    const roots = await site.list('/wiki/api/v2/footer-comments?limit=250')
    await site.post('/__sandbox/settings', { replies: 'in' })
    const all = await site.list('/wiki/api/v2/footer-comments?limit=250')
    expect(roots.some((comment) => 'parentCommentId' in comment)).toBe(false)
    expect(idsOf(all.filter((comment) => !('parentCommentId' in comment)))).toEqual(idsOf(roots))
    expect(all.length).toBeGreaterThan(roots.length)
  })
})
