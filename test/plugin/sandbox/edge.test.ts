import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSite, type TestSite, token } from './client.ts'

const now = Date.UTC(2026, 10, 20, 9, 30, 15, 250)
let site: TestSite
beforeAll(async () => {
  site = await openTestSite({ pages: 50 }, () => now)
})
afterAll(() => site[Symbol.asyncDispose]())

const path = '/wiki/api/v2/pages?limit=1'
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('the edge', () => {
  it('lets in with e-mail and token, and with the token as a bearer', async () => {
    expect((await site.get(path, { authorization: basic(`admin@example.invalid:${token}`) })).status).toBe(
      200,
    )
    expect((await site.get(path, { authorization: `Bearer ${token}` })).status).toBe(200)
  })

  it.each([
    basic('admin@example.invalid:wrong'),
    basic(`other@example.invalid:${token}`),
    'Bearer wrong',
    '',
  ])('keeps out %s', async (authorization) => {
    const { status, body } = await site.get(path, { authorization })
    expect([status, body]).toEqual([401, { code: 401, message: 'Unauthorized' }])
  })

  it('tells the time, the quota and a trace id', async () => {
    const { headers } = await site.get(path)
    expect(headers.get('date')).toBe('Fri, 20 Nov 2026 09:30:15 GMT')
    expect(headers.get('atl-traceid')).toMatch(/^[0-9a-f]{32}$/)
    expect(headers.get('x-ratelimit-reset')).toBe('2026-11-20T10:00Z')
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0)
  })

  it('answers behind the gateway as on the site', async () => {
    const { body } = await site.get('/_edge/tenant_info')
    const through = await site.get(`/ex/confluence/${body.cloudId}${path}`)
    expect(through.body).toEqual((await site.get(path)).body)
    const next = await site.get(`/ex/confluence/${body.cloudId}${through.body._links.next}`)
    expect(next.status).toBe(200)
  })

  it('listens on this machine alone and signs in as its connection says', async () => {
    const { connection, url } = site.sandbox
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(connection).toEqual({
      method: 'api_token',
      domain: url,
      email: 'admin@example.invalid',
      apiToken: token,
    })
  })

  it('counts what it is asked, by route', async () => {
    await fetch(`${site.url}/__sandbox/requests`, { method: 'DELETE' })
    await site.get(path)
    await site.get('/wiki/api/v2/pages/65612/labels')
    expect((await site.get('/__sandbox/requests')).body).toEqual({
      'GET /wiki/api/v2/pages': 1,
      'GET /wiki/api/v2/pages/{id}/labels': 1,
    })
  })
})

describe('the control API', () => {
  it('sets the clock ahead and the latency, and refuses nonsense', async () => {
    await using other = await openTestSite({ pages: 5 }, () => now)
    await other.post('/__sandbox/clock', { aheadMs: 3_600_000 })
    expect((await other.get(path)).headers.get('date')).toBe('Fri, 20 Nov 2026 10:30:15 GMT')
    expect((await other.post('/__sandbox/latency', { ms: 1 })).body).toMatchObject({
      latencyMs: 1,
      replies: 'in',
    })
    expect((await other.get(path)).status).toBe(200)
    const refused = await other.post('/__sandbox/latency', { ms: 'much' })
    expect([refused.status, refused.body.message]).toEqual([
      400,
      expect.stringMatching(/^Cannot read ms: .*\.$/),
    ])
  })
})

it('says so when its port is taken', async () => {
  const port = Number(new URL(site.url).port)
  await expect(openTestSite({ port })).rejects.toMatchObject({ kind: 'config', code: 'port_taken' })
})

describe('what is not there', () => {
  it.each(['/wiki/api/v2/pages/1', '/wiki/api/v2/nothing', '/wiki/api/v2/labels/1/pages'])(
    'v2 %s',
    async (missing) => {
      const { status, body } = await site.get(missing)
      expect([status, body.errors[0].status, body.errors[0].code]).toEqual([404, 404, 'NOT_FOUND'])
    },
  )

  it('v1', async () => {
    const { status, body } = await site.get('/wiki/rest/api/user?accountId=1')
    expect([status, body.statusCode, body.data.successful]).toEqual([404, 404, false])
  })

  it.each(['/content/1/child/comment', '/space', '/space/KEY', '/content/1'])(
    'v1 %s, any more',
    async (gone) => {
      const { status, body } = await site.get(`/wiki/rest/api${gone}`)
      expect(status).toBe(410)
      expect(body.message).toMatch(/GoneException: This deprecated endpoint has been removed\.$/)
      expect(body.data.authorized).toBe(true)
    },
  )
})
