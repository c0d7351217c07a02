import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { idsOf, openTestSite, type TestSite } from './client.ts'

const now = Date.UTC(2026, 10, 20, 9, 30, 15, 250)
let site: TestSite
beforeAll(async () => {
  site = await openTestSite({}, () => now)
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => site.clear())

const pages = '/wiki/api/v2/pages'
const search = '/wiki/rest/api/content/search?cql=type=page'
const statuses = (paths: readonly string[]) =>
  paths.reduce(
    async (all, path) => [...(await all), (await site.get(path)).status],
    Promise.resolve<number[]>([]),
  )

describe('when a fault strikes', () => {
  const fine = 200
  const six = Array.from({ length: 6 }, () => `${pages}?limit=1`)
  it.each([
    ['always', {}, [500, 500, 500, 500, 500, 500], [6, 6]],
    ['after so many', { after: 4 }, [fine, fine, fine, fine, 500, 500], [6, 2]],
    ['so many times', { times: 2 }, [500, 500, fine, fine, fine, fine], [6, 2]],
    ['both', { after: 1, times: 2 }, [fine, 500, 500, fine, fine, fine], [6, 2]],
    ['on no other path', { on: '/wiki/api/v2/*posts' }, [fine, fine, fine, fine, fine, fine], [0, 0]],
    ['on this path', { on: '/wiki/*/pages' }, [500, 500, 500, 500, 500, 500], [6, 6]],
    ['on the whole path only', { on: '/wiki/api/v2/page' }, [fine, fine, fine, fine, fine, fine], [0, 0]],
    ['never, of a share of nothing', { share: 0 }, [fine, fine, fine, fine, fine, fine], [6, 0]],
  ])('%s', async (_, occasion, expected, counts) => {
    await site.play({ kind: 'server_error', ...occasion })
    expect(await statuses(six)).toEqual(expected)
    expect(await site.counts()).toEqual([counts])
  })

  it('strikes a share of the requests, the same for the same seed', async () => {
    const forty = Array.from({ length: 40 }, () => `${pages}?limit=1`)
    const struckWith = async (seed: number) => {
      await site.play({ kind: 'server_error', share: 0.3, seed })
      return statuses(forty)
    }
    const first = await struckWith(1)
    const share = first.filter((status) => status === 500).length
    expect(share).toBeGreaterThan(4)
    expect(share).toBeLessThan(22)
    expect(await struckWith(1)).toEqual(first)
    expect(await struckWith(2)).not.toEqual(first)
  })

  it('behind the gateway too', async () => {
    const { body } = await site.get('/_edge/tenant_info')
    await site.play({ kind: 'forbidden', on: pages })
    expect((await site.get(`/ex/confluence/${body.cloudId}${pages}`)).status).toBe(403)
  })

  it('each on its own account, the first one first', async () => {
    await site.play(
      { kind: 'busy', times: 1 },
      { kind: 'server_error', times: 1 },
      { kind: 'forbidden', after: 1 },
    )
    expect(await statuses([pages, pages, pages, pages])).toEqual([429, 500, 200, 403])
    expect(await site.counts()).toEqual([
      [4, 1],
      [3, 1],
      [2, 1],
    ])
  })

  it('is replaced and cleared with its counts', async () => {
    await site.play({ kind: 'busy', times: 1 })
    await site.get(pages)
    await site.play({ kind: 'busy', times: 1 })
    expect(await site.counts()).toEqual([[0, 0]])
    await site.clear()
    expect((await site.get('/__sandbox/faults')).body).toEqual({ faults: [] })
    expect((await site.get(pages)).status).toBe(200)
  })

  it('leaves the control API and the truth alone', async () => {
    const before = await site.truth('pages')
    await site.play({ kind: 'busy' }, { kind: 'reset', when: 'before' })
    expect(await site.truth('pages')).toEqual(before)
  })

  it('tells what is on as it was understood', async () => {
    await site.play({ kind: 'capped', most: 3 })
    expect((await site.get('/__sandbox/faults')).body.faults).toEqual([
      { kind: 'capped', on: '*', after: 0, share: 1, seed: 1, most: 3, matched: 0, struck: 0 },
    ])
  })

  it.each([
    ['no list', { kind: 'busy' }],
    ['an unknown kind', [{ kind: 'flood' }]],
    ['an unknown field', [{ kind: 'busy', colour: 'red' }]],
    ['a field of another kind', [{ kind: 'busy', bytes: 7 }]],
    ['a missing field', [{ kind: 'hidden_space' }]],
    ['a wrong value', [{ kind: 'server_error', status: 200 }]],
    ['a wrong operation', [{ kind: 'mutate', operations: [{ op: 'burn', type: 'page' }] }]],
  ])('is refused as a whole with a sentence: %s', async (_, faults) => {
    await site.play({ kind: 'capped', most: 3 })
    const list = Array.isArray(faults) ? [{ kind: 'busy' }, ...faults] : faults
    const { status, body } = await site.post('/__sandbox/faults', list)
    expect([status, body.message]).toEqual([400, expect.stringMatching(/^Cannot read .+: .+\.$/)])
    expect((await site.get('/__sandbox/faults')).body.faults).toMatchObject([{ kind: 'capped' }])
  })
})

describe('busy', () => {
  it.each([
    ['seconds', { seconds: 7 }, { 'retry-after': '7', 'x-ratelimit-reset': null }],
    ['seconds', {}, { 'retry-after': '1', 'x-ratelimit-reset': null }],
    ['date', { seconds: 7 }, { 'retry-after': 'Fri, 20 Nov 2026 09:30:23 GMT', 'x-ratelimit-reset': null }],
    ['absent', {}, { 'retry-after': null, 'x-ratelimit-reset': null }],
    ['reset', { seconds: 7 }, { 'retry-after': null, 'x-ratelimit-reset': '2026-11-20T09:30:23Z' }],
    ['hours', {}, { 'retry-after': '36000', 'x-ratelimit-reset': null }],
  ])('tells when to come again: %s %o', async (retryAfter, more, headers) => {
    await site.play({ kind: 'busy', retryAfter, ...more })
    const answer = await site.get(pages)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(answer.headers.get('ratelimit-reason')).toBe('confluence-quota-global-based')
    expect(answer.headers.get('date')).toBe('Fri, 20 Nov 2026 09:30:15 GMT')
    for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value)
  })
})

describe('refusals', () => {
  it.each([
    [{ kind: 'unauthorized' }, pages, 401, { message: 'Unauthorized' }],
    [{ kind: 'forbidden' }, pages, 403, { errors: [{ status: 403, code: 'FORBIDDEN' }] }],
    [{ kind: 'forbidden' }, search, 403, { statusCode: 403, data: { authorized: false } }],
    [{ kind: 'server_error' }, pages, 500, { errors: [{ status: 500 }] }],
    [{ kind: 'server_error', status: 503 }, search, 503, { statusCode: 503 }],
    [{ kind: 'server_error', status: 504 }, pages, 504, { errors: [{ title: 'Gateway Timeout' }] }],
  ])('%o on %s', async (fault, path, status, body) => {
    await site.play(fault)
    expect(await site.get(path)).toMatchObject({ status, body })
  })

  it.each([
    [undefined, pages, 400, { errors: [{ title: expect.stringMatching(/Expected type is Cursor\.$/) }] }],
    [410, pages, 410, { errors: [{ code: 'GONE' }] }],
    [404, pages, 404, { errors: [{ code: 'NOT_FOUND' }] }],
    [undefined, search, 400, { message: expect.stringMatching(/cursor was not valid$/) }],
    [410, search, 410, { statusCode: 410 }],
  ])('expired_cursor %s on %s', async (status, path, expected, body) => {
    const first = await site.get(path)
    await site.play({ kind: 'expired_cursor', ...(status === undefined ? {} : { status }) })
    expect((await site.get(path)).body).toEqual(first.body)
    const { next } = first.body._links
    expect(await site.get(next.startsWith('/wiki') ? next : `/wiki${next}`)).toMatchObject({
      status: expected,
      body,
    })
    expect(await site.counts()).toEqual([[1, 1]])
  })
})

describe('server_error on some requests only', () => {
  it('where one of the records would come', async () => {
    const ids = idsOf((await site.get(`${pages}?limit=250`)).body.results)
    const [first, other] = ids
    await site.play({ kind: 'server_error', ids: [other] })
    expect(
      await statuses([
        `${pages}/${first}`,
        `${pages}/${other}`,
        `${pages}/${other}/labels`,
        `${pages}?limit=1`,
        `${pages}?limit=2`,
        `${pages}?id=${first}`,
        `${pages}?id=${other}`,
        `${search} and id=${other}`,
        `/wiki/rest/api/search?cql=id=${other}`,
        `/wiki/rest/api/search?cql=id=${first}`,
      ]),
    ).toEqual([200, 500, 200, 200, 500, 200, 500, 500, 500, 200])
    expect(await site.counts()).toEqual([[5, 5]])
  })

  it('not where another fault has broken the answer already', async () => {
    const [first] = idsOf((await site.get(`${pages}?limit=1`)).body.results)
    const others = [
      { kind: 'server_error', ids: [first] },
      { kind: 'next_link', how: 'missing' },
      { kind: 'deep' },
    ]
    for (const other of others) {
      await site.play({ kind: 'truncated' }, other)
      expect([other.kind, await statuses([`${pages}?limit=1`])]).toEqual([other.kind, [200]])
    }
    await site.play({ kind: 'deep' }, { kind: 'next_link', how: 'missing' })
    expect(await statuses([`${pages}?limit=1`])).toEqual([200])
  })

  it('among the replies of a comment, and among people', async () => {
    const comments: { id: string; parentCommentId?: string }[] = await site.list(
      '/wiki/api/v2/footer-comments?limit=250',
    )
    const reply = comments.find(({ parentCommentId }) => parentCommentId !== undefined)
    const { accountId } = (await site.get('/wiki/rest/api/user/current')).body
    await site.play({ kind: 'server_error', ids: [reply?.id, accountId] })
    expect(
      await statuses([
        `/wiki/api/v2/footer-comments/${reply?.parentCommentId}/children`,
        '/wiki/rest/api/user/current',
        '/wiki/rest/api/search/user?cql=type=user&limit=200',
      ]),
    ).toEqual([500, 500, 500])
    expect((await site.post('/wiki/api/v2/users-bulk', { accountIds: [accountId] })).status).toBe(500)
  })

  it.each([
    [
      { bodiesOnly: true },
      [pages, `${pages}?body-format=storage`, search, `${search}&expand=version,body.storage`],
      [200, 500, 200, 500],
    ],
    [
      { aboveLimit: 50 },
      [pages, `${pages}?limit=50`, `${pages}?limit=51`, '/wiki/api/v2/attachments'],
      [200, 200, 500, 200],
    ],
    [{ aboveLimit: 49 }, ['/wiki/api/v2/attachments', '/wiki/rest/api/group', pages], [500, 500, 200]],
    [{ aboveLimit: 0 }, [pages, '/wiki/rest/api/user/current'], [500, 200]],
    [
      { aboveLimit: 25, bodiesOnly: true },
      [`${pages}?limit=250`, `${pages}?body-format=storage`, `${pages}?limit=26&body-format=storage`],
      [200, 200, 500],
    ],
  ])('%o', async (conditions, paths, expected) => {
    await site.play({ kind: 'server_error', ...conditions })
    expect(await statuses(paths)).toEqual(expected)
    const struck = expected.filter((status) => status === 500).length
    expect(await site.counts()).toEqual([[struck, struck]])
  })

  it('where all conditions hold', async () => {
    const [id] = idsOf((await site.get(pages)).body.results)
    await site.play({ kind: 'server_error', ids: [id], aboveLimit: 5, bodiesOnly: true })
    const body = 'body-format=storage'
    expect(
      await statuses([
        `${pages}/${id}?${body}`,
        `${pages}?limit=5&${body}`,
        `${pages}?limit=6`,
        `${pages}?limit=6&${body}`,
      ]),
    ).toEqual([200, 200, 200, 500])
  })
})
