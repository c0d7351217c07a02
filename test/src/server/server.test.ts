import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServedControl } from '../../../src/app.ts'
import { apiRoutes } from '../../../src/server/api/routes.ts'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { listen } from '../../../src/server/listen.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { connectionTo, openTestControl, syncOf } from '../../support/control.ts'
import { openSite, type Site } from '../../support/site.ts'
import { expectDocumented } from './documented.ts'

const token = 'a-token-for-this-test-alone'
let site: Site
let control: ServedControl
let server: ReturnType<typeof createServer>
beforeAll(async () => {
  site = await openSite({ pages: 40, seed: 5 })
  control = await openTestControl()
  settleAdminToken(control, token)
  server = createServer({ control, front, version: '0.0.0', hosts: ['sync.example.com'] })
  control.start()
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly raw?: string
}

async function ask(address: string, { body, headers, raw }: Sent = {}) {
  const [method = 'GET', path = '/'] = address.split(' ')
  const answer = await server.request(`http://localhost${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined && raw === undefined ? {} : { body: raw ?? JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json')
  const json = isJson ? JSON.parse(text) : undefined
  expectDocumented(method, path, answer.status, json)
  return { status: answer.status, headers: answer.headers, text, json }
}

describe('the API', () => {
  it('goes from a connection to rows and back', async () => {
    const made = await ask('POST /api/v1/connections', { body: connectionTo(site) })
    expect(made).toMatchObject({ status: 201, json: { name: 'wiki', secretsSet: ['apiToken'] } })
    expect(made.text).not.toContain(String(site.connection['apiToken']))
    const { id: connectionId } = made.json
    const input = connectionTo(site, { settings: { ...connectionTo(site).settings, apiToken: '' } })
    expect(await ask(`PUT /api/v1/connections/${connectionId}`, { body: input })).toMatchObject({
      status: 200,
    })
    expect((await ask(`POST /api/v1/connections/${connectionId}/check`)).json).toMatchObject({ passed: true })
    expect(
      (
        await ask('POST /api/v1/connections/check', {
          body: { ...connectionTo(site), settings: { ...connectionTo(site).settings, apiToken: 'wrong' } },
        })
      ).json,
    ).toMatchObject({ passed: false })
    expect(
      (
        await ask(`POST /api/v1/connections/${connectionId}/clause`, {
          body: { clause: 'type = page order by title' },
        })
      ).json,
    ).toMatchObject({ accepted: false, position: 13 })
    expect((await ask(`GET /api/v1/connections/${connectionId}/spaces?search=`)).json.length).toBeGreaterThan(
      0,
    )
    const sync = await ask('POST /api/v1/syncs', { body: syncOf(made.json) })
    expect(sync.status).toBe(201)
    const { id } = sync.json
    expect(
      (await ask('POST /api/v1/warehouses/check', { body: { warehouse: syncOf(made.json).warehouse } })).json,
    ).toMatchObject({ passed: true })
    expect((await ask(`GET /api/v1/syncs/${id}/plan`)).json.streams).toHaveLength(2)
    const draft = { sync: syncOf(made.json, { name: 'another', streams: { users: {} } }) }
    expect((await ask('POST /api/v1/plans', { body: draft })).json.streams).toMatchObject([
      { stream: 'users' },
    ])
    const run = await ask(`POST /api/v1/syncs/${id}/run`, { body: {} })
    expect(run).toMatchObject({ status: 202, json: { trigger: 'manual' } })
    expect(await ask(`POST /api/v1/syncs/${id}/run`, { body: {} })).toMatchObject({
      status: 409,
      json: { error: { code: 'run_under_way' } },
    })
    const events = await ask(`GET /api/v1/runs/${run.json.id}/events`)
    expect(events.text).toContain('event: run_started')
    expect(events.text).toContain('event: over')
    expect((await ask(`GET /api/v1/runs/${run.json.id}`)).json).toMatchObject({ status: 'succeeded' })
    expect(
      (await ask(`GET /api/v1/runs?sync_id=${id}&status=succeeded&page=1&page_size=5`)).json,
    ).toMatchObject({ total: 1, pageSize: 5 })
    expect((await ask(`GET /api/v1/runs/${run.json.id}/logs?search=began`)).json.items).toHaveLength(1)
    expect((await ask(`GET /api/v1/runs/${run.json.id}/logs.txt`)).text).toContain(
      'The run ended as succeeded.',
    )
    expect((await ask(`GET /api/v1/runs/${run.json.id}/isolated`)).json).toMatchObject({ total: 0 })
    expect((await ask(`GET /api/v1/syncs/${id}/tables`)).json).toHaveLength(2)
    expect((await ask(`GET /api/v1/syncs/${id}/tables/spaces/rows?page_size=1`)).json.rows).toHaveLength(1)
    expect(
      (await ask(`POST /api/v1/syncs/${id}/query`, { body: { sql: 'select 1 as one' } })).json,
    ).toMatchObject({ columns: ['one'], rows: [[1]] })
    expect((await ask(`GET /api/v1/syncs/${id}/history`)).json).toHaveLength(1)
    expect((await ask(`GET /api/v1/syncs/${id}/freshness`)).json).toHaveLength(2)
    const file = await ask(`GET /api/v1/syncs/${id}/export`)
    expect(file.json.connection.apiToken).toBe('${CONFLUENCE_API_TOKEN}')
    expect(await ask(`POST /api/v1/syncs/${id}/rebuild`, { body: { streams: ['spaces'] } })).toMatchObject({
      status: 202,
      json: { trigger: 'rebuild' },
    })
    await control.idle()
    expect((await ask(`POST /api/v1/runs/${run.json.id}/cancel`)).status).toBe(202)
    expect((await ask(`POST /api/v1/syncs/${id}/pause`)).json).toMatchObject({ paused: true })
    expect((await ask(`POST /api/v1/syncs/${id}/resume`)).json).toMatchObject({ paused: false })
    expect(
      (
        await ask(`PUT /api/v1/syncs/${id}`, {
          body: syncOf(made.json, { schedule: { kind: 'every', minutes: 60 } }),
        })
      ).json.nextRunAt,
    ).toBeTypeOf('string')
    expect((await ask(`GET /api/v1/syncs/${id}`)).json.schedule.kind).toBe('every')
    expect(await ask(`DELETE /api/v1/connections/${connectionId}`)).toMatchObject({
      status: 409,
      json: { error: { code: 'connection_in_use' } },
    })
    expect((await ask(`DELETE /api/v1/syncs/${id}`)).status).toBe(204)
    expect((await ask(`DELETE /api/v1/connections/${connectionId}`)).status).toBe(204)
    expect((await ask(`GET /api/v1/connections/${connectionId}`)).status).toBe(404)
  })

  it.each([
    'forms',
    'catalog',
    'overview',
    'connections',
    'syncs',
    'runs',
    'questions',
    'notifications',
    'notifications/settings',
  ])('answers %s', async (path) => {
    expect((await ask(`GET /api/v1/${path}`)).status).toBe(200)
  })

  it('says every error in one shape', async () => {
    const missing = { name: 'x', method: 'api_token', settings: { domain: 'a.example.com' } }
    expect(await ask('POST /api/v1/connections', { body: missing })).toMatchObject({
      status: 422,
      json: { error: { kind: 'config', field: 'connection.email' } },
    })
    expect(await ask('POST /api/v1/connections', { body: { name: 'x' } })).toMatchObject({
      status: 400,
      json: { error: { field: 'method' } },
    })
    expect(await ask('POST /api/v1/connections', { raw: '{' })).toMatchObject({ status: 400 })
    const deep = `{"name":"x","method":"api_token","settings":{"apiToken":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_002)}`
    expect(await ask('POST /api/v1/connections', { raw: deep })).toMatchObject({ status: 400 })
    expect(await ask('GET /api/v1/runs?page=0')).toMatchObject({
      status: 400,
      json: { error: { field: 'page' } },
    })
    expect(await ask('GET /api/v1/runs/none')).toMatchObject({
      status: 404,
      json: { error: { code: 'run_not_found' } },
    })
    expect(await ask('GET /api/v1/nothing')).toMatchObject({
      status: 404,
      json: { error: { code: 'no_such_path' } },
    })
    expect(await ask('POST /api/v1/connections', { raw: 'x'.repeat(300_000) })).toMatchObject({ status: 413 })
  })

  it('says in plain words what does not fit', async () => {
    const told = async (address: string, body?: unknown) => (await ask(address, { body })).json.error.message
    expect(await told('POST /api/v1/connections', { name: 'x', settings: {} })).toBe(
      '"method" is missing; add it to the body.',
    )
    expect(await told('POST /api/v1/connections', [])).toBe('The body must be of type object.')
    expect(await told('POST /api/v1/connections', { nam: 'x' })).toBe(
      'The key "nam" is not known; did you mean "name"? Valid: name, method, settings.',
    )
    expect(await told('GET /api/v1/runs?page=0')).toBe('"page" must be at least 1.')
    expect(await told('GET /api/v1/runs?page=x')).toBe('"page" must be of type number.')
    expect(await told('GET /api/v1/runs?status=runing')).toMatch(/^"status" "runing" .* mean "running"\?/)
  })

  it('takes "all" for every stream, as the file does', async () => {
    const connection = (await ask('POST /api/v1/connections', { body: connectionTo(site) })).json
    const body = { ...syncOf(connection), streams: 'all' }
    const made = await ask('POST /api/v1/syncs', { body })
    expect(made.status).toBe(201)
    expect(Object.keys(made.json.streams)).toEqual(control.catalog().map(({ name }) => name))
    const misspelt = { ...body, name: 'other', streams: { pages: { strategy: 'incremntal' } } }
    expect(await ask('POST /api/v1/syncs', { body: misspelt })).toMatchObject({
      status: 400,
      json: { error: { field: 'streams.pages.strategy' } },
    })
  })

  it('takes the place of shared limits as the file names it', async () => {
    const { settings, ...given } = connectionTo(site, { name: 'shared' })
    const sharedLimits = { redisUrl: 'redis://127.0.0.1:6379' }
    const body = { ...given, settings: { ...settings, sharedLimits } }
    const made = await ask('POST /api/v1/connections', { body })
    expect(made).toMatchObject({ status: 201, json: { secretsSet: ['apiToken', 'sharedLimits'] } })
  })

  it('is described from the table that it is served from', async () => {
    const { json } = await ask('GET /api/openapi.json')
    expect(json.openapi).toBe('3.1.0')
    const described = Object.entries(json.paths).flatMap(([path, methods]) =>
      Object.keys(Object(methods)).map((method) => `${method} ${path}`),
    )
    expect(described.sort()).toEqual(apiRoutes.map(({ method, path }) => `${method} ${path}`).sort())
  })

  it('names in its description only what is described', async () => {
    const { json, text } = await ask('GET /api/openapi.json')
    const named = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, place]) => place)
    const described = Object.keys(json.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect([...new Set(named)].sort()).toEqual(described.sort())
  })
})

describe('an address that leads nowhere', () => {
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

  it.each(['/nowhere', '/runs/a/b/c', '/syncs/none/run'])('is a page for a browser: %s', async (path) => {
    const answer = await ask(`GET ${path}`, { headers: browser })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(answer.text).toContain('<nav aria-label="Main">')
    expect(answer.text).toContain('There is nothing at this address.')
  })

  it('leads whoever is not signed in to the log-in, and tells programs in JSON', async () => {
    const away = await ask('GET /nowhere', { headers: { ...browser, authorization: '' } })
    expect([away.status, away.headers.get('location')]).toEqual([303, '/login'])
    for (const [path, headers] of [
      ['/nowhere', {}],
      ['/api/nowhere', browser],
      ['/api/v1/x', browser],
    ] as const)
      expect(await ask(`GET ${path}`, { headers }), path).toMatchObject({
        status: 404,
        json: { error: { code: 'no_such_path' } },
      })
  })
})

describe('who may ask', () => {
  const anonymous = { headers: { authorization: '' } }

  it('lets health be asked by anybody, and metrics not', async () => {
    expect((await ask('GET /healthz', anonymous)).status).toBe(200)
    expect((await ask('GET /readyz', anonymous)).status).toBe(200)
    expect((await ask('GET /metrics', anonymous)).status).toBe(401)
    expect((await ask('GET /metrics')).text).toContain('confluence_sync_runs{status="succeeded"}')
  })

  it('keeps a strict policy on every answer', async () => {
    for (const address of ['GET /healthz', 'GET /login', 'GET /api/v1/nothing']) {
      const { headers } = await ask(address)
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
    }
  })

  it('refuses names that are not its own', async () => {
    const at = (host: string) =>
      server.request(`http://${host}/api/v1/forms`, { headers: { authorization: `Bearer ${token}` } })
    expect((await at('evil.example.com')).status).toBe(400)
    expect((await at('sync.example.com')).status).toBe(200)
    expect((await at('127.0.0.1:8080')).status).toBe(200)
    const capital = createServer({ control, front, version: '0', hosts: ['Sync.Example.com'] })
    expect((await capital.request('http://sync.example.com/login')).status).toBe(200)
  })

  it('gives a session for the token, which needs its own mark to change anything', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: '' }
    expect((await ask('POST /login', { headers: form, raw: 'token=wrong-one' })).status).toBe(422)
    const entered = await ask('POST /login', { headers: form, raw: `token=${token}` })
    expect(entered.status).toBe(303)
    const cookie = entered.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    const session = { authorization: '', cookie: cookie.split(';')[0] ?? '' }
    expect((await ask('GET /api/v1/forms', { headers: session })).status).toBe(200)
    expect((await ask('POST /api/v1/notifications/seen', { headers: session })).status).toBe(403)
    const [name = '', value = ''] = session.cookie.split('=')
    expect(name).toBe('confluence_sync_session')
    const { hashOf } = await import('../../../src/server/tokens.ts')
    const csrf = control.books.sessions.find(hashOf(value), control.now())?.csrf ?? ''
    const marked = { ...session, 'x-csrf-token': csrf }
    expect((await ask('POST /api/v1/notifications/seen', { headers: marked })).status).toBe(204)
    const foreign = { ...marked, origin: 'https://evil.example.com' }
    expect((await ask('POST /api/v1/notifications/seen', { headers: foreign })).status).toBe(403)
    expect(
      (
        await ask('POST /api/v1/notifications/seen', {
          headers: { ...marked, 'sec-fetch-site': 'cross-site' },
        })
      ).status,
    ).toBe(403)
    expect((await ask('POST /logout', { headers: marked })).status).toBe(303)
    expect((await ask('GET /api/v1/forms', { headers: session })).status).toBe(401)
  })

  it('ends the sessions of a token that another one replaces, and of no other', async () => {
    await using fresh = await openTestControl()
    settleAdminToken(fresh, token)
    const at = createServer({ control: fresh, front, version: '0' })
    const body = new URLSearchParams({ token })
    const entered = await at.request('http://localhost/login', { method: 'POST', body })
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
    const overview = () => at.request('http://localhost/api/v1/overview', { headers: { cookie } })
    settleAdminToken(fresh, token)
    expect((await overview()).status).toBe(200)
    settleAdminToken(fresh, 'another-token-for-this-test')
    expect((await overview()).status).toBe(401)
  })

  it('marks the cookie as secure behind a proxy with TLS', async () => {
    const behind = createServer({ control, front, version: '0', isBehindProxy: true })
    const body = new URLSearchParams({ token })
    const { headers } = await behind.request('http://localhost/login', { method: 'POST', body })
    expect(headers.get('set-cookie')).toMatch(/Secure/)
    expect(headers.get('strict-transport-security')).not.toBeNull()
  })

  it('slows down who guesses, by address', async () => {
    const behind = createServer({ control, front, version: '0', isBehindProxy: true })
    const guess = (address: string) =>
      behind.request('http://localhost/api/v1/forms', {
        headers: { authorization: 'Bearer guess', 'x-forwarded-for': address },
      })
    for (let turn = 0; turn < 5; turn += 1) expect((await guess('10.0.0.1')).status).toBe(401)
    const slowed = await guess('10.0.0.1')
    expect(slowed.status).toBe(429)
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await guess('10.0.0.2')).status).toBe(401)
  })

  it('serves other machines only behind TLS, or when forced', async () => {
    const settings = { control, front, version: '0' }
    await expect(listen(settings, { host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'not_encrypted',
    })
    await using listening = await listen(settings, { host: '127.0.0.1', port: 0 })
    expect((await fetch(`${listening.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${listening.url}/api/v1/forms`)).status).toBe(401)
  })

  it('shows a made token once and keeps a hash alone', async () => {
    await using fresh = await openTestControl()
    const made = settleAdminToken(fresh)
    expect(made).toBeTypeOf('string')
    expect(settleAdminToken(fresh)).toBeUndefined()
    expect(fresh.books.facts.get('admin_token')).not.toContain(made)
    expect(() => settleAdminToken(fresh, 'short')).toThrow(/too short/)
  })
})
