import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openApp, openHomeControl, type ServedControl } from '../../../src/app.ts'
import { SyncError } from '../../../src/contract/errors.ts'
import { openControl } from '../../../src/control/open-control.ts'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { openBooks } from '../../../src/store/books.ts'
import { openVault } from '../../../src/store/vault.ts'
import { connectionTo, openTestControl, runOnce, syncOf } from '../../support/control.ts'
import { openSite, type Site } from '../../support/site.ts'

const token = 'a-token-for-this-test-alone'
const patient = { now: Date.now, random: () => 0, sleep: () => nextTurn(undefined) }

let site: Site
let control: ServedControl & { readonly home: string }
let noted: string[]
beforeEach(async () => {
  noted = []
  site = await openSite({ pages: 5 })
  control = await openTestControl()
  settleAdminToken(control, token)
})
afterEach(async () => {
  await control[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

async function ask(address: string, { by = control, body }: { by?: ServedControl; body?: unknown } = {}) {
  const server = createServer({ control: by, front, version: '0', note: (words) => noted.push(words) })
  const [method = '', path = ''] = address.split(' ')
  const answer = await server.request(`http://localhost${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json')
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined }
}

describe('a bug', () => {
  const cause = Object.assign(new Error('the innermost'), { headers: { authorization: 'hunter2' } })
  const broken = (): ServedControl => ({
    ...control,
    overview: async () => {
      throw new Error('words with /a/path in them', { cause })
    },
  })

  it('is answered without its words, which the log keeps', async () => {
    const answer = await ask('GET /api/v1/overview?', { by: broken() })
    expect(answer).toMatchObject({ status: 500, json: { error: { code: 'unexpected', kind: 'bug' } } })
    expect(answer.text).not.toMatch(/words with|innermost|\.ts|hunter2/)
    expect(noted).toHaveLength(1)
    expect(noted[0]).toMatch(/^GET \/api\/v1\/overview answered 500 unexpected: .*words with \/a\/path/)
    expect(noted[0]).toMatch(/caused by Error: the innermost\n +at /)
    expect(noted[0]).not.toContain('hunter2')
  })

  it('of a page is a page, and in the log, too', async () => {
    const answer = await ask('GET /', { by: broken() })
    expect(answer.status).toBe(500)
    expect(answer.text).not.toMatch(/innermost|\.ts:|hunter2/)
    expect(noted[0]).toMatch(/^GET \/ answered 500 /)
  })

  it('is one entry of the log, whatever the address holds', async () => {
    const get = () => Promise.reject(new Error('no'))
    await ask('GET /api/v1/runs/a%0Ab', { by: { ...control, runs: { ...control.runs, get } } })
    expect(noted[0]).toMatch(/^GET \/api\/v1\/runs\/a%0Ab answered 500 /)
  })

  it('is not what somebody asks wrongly: the log keeps nothing of that', async () => {
    expect((await ask('GET /api/v1/runs/none')).status).toBe(404)
    expect((await ask('GET /api/v1/runs?page=0')).status).toBe(400)
    expect(noted).toEqual([])
  })

  it('is not a form that cannot be read', async () => {
    const server = createServer({ control, front, version: '0' })
    const headers = { 'content-type': 'multipart/form-data' }
    const login = { method: 'POST', headers, body: 'nonsense' }
    expect((await server.request('http://localhost/login', login)).status).toBe(422)
  })
})

describe('a site', () => {
  const asking = async (site: Site) => {
    const by = await openHomeControl(await openApp(patient), {
      ...{ environment: {}, ticks: false, home: control.home, surroundings: patient },
    })
    const { id } = await by.connections.create(connectionTo(site))
    const sync = await by.syncs.create(syncOf(await by.connections.get(id)))
    return { by, id, sync }
  }

  it('that does not answer is a step that failed, and 503 where its answer is all that was asked for', async () => {
    const gone = await openSite({ pages: 5 })
    const { by, id, sync } = await asking(gone)
    await using _ = by
    await gone[Symbol.asyncDispose]()
    const check = await ask(`POST /api/v1/connections/${id}/check`, { by })
    expect(check).toMatchObject({ status: 200, json: { passed: false } })
    for (const address of [`GET /api/v1/connections/${id}/spaces`, `GET /api/v1/syncs/${sync.id}/plan`]) {
      const answer = await ask(address, { by })
      expect(answer, address).toMatchObject({ status: 503, json: { error: { kind: 'transient' } } })
      expect(noted.at(-1)).toContain('answered 503')
    }
    const body = { clause: 'type = page' }
    expect((await ask(`POST /api/v1/connections/${id}/clause`, { by, body })).status).toBe(503)
    expect(noted.join()).not.toContain(String(gone.connection['apiToken']))
  })

  it('whose answer is not what it promises is 502, one that asks to wait 503 with the time', async () => {
    const failing = (error: SyncError): ServedControl => ({
      ...control,
      syncs: { ...control.syncs, spaces: () => Promise.reject(error) },
    })
    const address = 'GET /api/v1/connections/any/spaces'
    const data = new SyncError('data', 'The answer is no list.', { code: 'unexpected_answer' })
    expect(await ask(address, { by: failing(data) })).toMatchObject({
      status: 502,
      json: { error: { code: 'unexpected_answer', message: 'The answer is no list.' } },
    })
    const busy = { code: 'rate_limited', retryAfterMs: 90_500 }
    const limited = await ask(address, { by: failing(new SyncError('rate_limited', 'Wait.', busy)) })
    expect(limited.status).toBe(503)
    expect(limited.headers.get('retry-after')).toBe('91')
  })
})

describe('what another process holds', () => {
  it('is 503: the store', async () => {
    const script = `const Database = require('libsql')
      new Database(process.argv[1]).exec('BEGIN IMMEDIATE'); console.log('held'); setInterval(() => {}, 1000)`
    const store = join(control.home, 'store.sqlite')
    using books = openBooks(store, { busyTimeoutMs: 0 })
    const parts = { app: await openApp(), vault: openVault(Buffer.alloc(32)) }
    let ahead = 0
    const surroundings = { ...patient, now: () => Date.now() + ahead }
    const served = openControl({ ...parts, surroundings, books, folder: control.home, ticks: false })
    const by = { ...served, books, now: Date.now }
    await using held = await holder(script, store)
    const answer = await ask('POST /api/v1/notifications/seen', { by })
    expect(answer).toMatchObject({ status: 503, json: { error: { code: 'store_busy' } } })
    expect(noted[0]).toMatch(/^POST .* answered 503 store_busy: Another process keeps /)
    expect((await ask('GET /api/v1/overview', { by })).status).toBe(200)
    // What is due is not queued meanwhile, and whoever watches over the server is told.
    ahead = 61_000
    expect(by.tick).toThrow(expect.objectContaining({ code: 'store_busy' }))
    expect(await ask('GET /readyz', { by })).toMatchObject({
      status: 503,
      text: 'The scheduler stands still.\n',
    })
    await held[Symbol.asyncDispose]()
    by.tick()
    expect((await ask('GET /readyz', { by })).status).toBe(200)
  })

  it('is 503: a warehouse', async () => {
    const connection = await control.connections.create(connectionTo(site))
    const sync = await control.syncs.create(syncOf(connection))
    await runOnce(control, sync)
    const script = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then((it) => {
      globalThis.it = it; console.log('held'); setInterval(() => {}, 1000) })`
    await using _ = await holder(script, join(control.home, 'warehouses', 'wiki.duckdb'))
    for (const address of [
      `GET /api/v1/syncs/${sync.id}/tables`,
      `GET /api/v1/syncs/${sync.id}/tables/spaces/rows`,
    ])
      expect(await ask(address), address).toMatchObject({
        status: 503,
        json: { error: { code: 'warehouse_locked', kind: 'transient' } },
      })
    const { warehouse } = sync
    const check = await ask('POST /api/v1/warehouses/check', { body: { warehouse } })
    expect(check).toMatchObject({ status: 200, json: { passed: false } })
    expect(check.text).toContain('is open in another program')
  })
})

/** A process that holds the file until it is disposed of. */
async function holder(script: string, path: string): Promise<AsyncDisposable> {
  const child = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const gone = once(child, 'exit')
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
