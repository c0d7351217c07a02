import { describe, expect, it } from 'vitest'
import { SyncError } from '../../../src/contract/errors.ts'
import { lostAfterMs } from '../../../src/control/pool.ts'
import { connectionTo, openTestControl, runOnce, syncOf } from '../../support/control.ts'
import { openSite } from '../../support/site.ts'

const minute = 60_000
const signal = new AbortController().signal

/** A clock that is set by hand; waiting ends only when it is called off. */
function stoppedClock(at = Date.parse('2026-05-04T12:00:00Z')) {
  const clock = {
    at,
    surroundings: {
      now: () => clock.at,
      random: () => 0.5,
      sleep: (_: number, until: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          if (until.aborted) return reject(new Error('called off'))
          until.addEventListener('abort', () => reject(new Error('called off')), { once: true })
        }),
    },
  }
  return clock
}

describe('runs', () => {
  it('of a server that is gone are closed, and the next one goes on', async () => {
    await using site = await openSite({ pages: 10 })
    const clock = stoppedClock()
    await using control = await openTestControl({ surroundings: clock.surroundings })
    const connection = await control.connections.create(connectionTo(site))
    const sync = await control.syncs.create(syncOf(connection))
    const { id } = await control.runs.start(sync.id)
    control.books.runs.claim('a server that was killed', clock.at)
    clock.at += lostAfterMs
    control.tick()
    expect((await control.runs.get(id)).status).toBe('running')
    clock.at += 1
    control.tick()
    expect(await control.runs.get(id)).toMatchObject({ status: 'failed', code: 'server_ended' })
    expect(await runOnce(control, sync)).toMatchObject({ status: 'succeeded' })
  })

  it('of a server that is gone are closed also when the clock was ahead and is set back', async () => {
    await using site = await openSite({ pages: 10 })
    const clock = stoppedClock()
    await using control = await openTestControl({ surroundings: clock.surroundings })
    const connection = await control.connections.create(connectionTo(site))
    const sync = await control.syncs.create(syncOf(connection))
    const { id } = await control.runs.start(sync.id)
    control.books.runs.claim('a server that was killed', clock.at)
    clock.at -= lostAfterMs
    control.tick()
    expect((await control.runs.get(id)).status).toBe('running')
    clock.at -= 1
    control.tick()
    expect(await control.runs.get(id)).toMatchObject({ status: 'failed', code: 'server_ended' })
  })

  it.each([
    ['is due again at once, and once', 'schedule', ['schedule', 'schedule']],
    ['waits for whoever began it by hand', 'manual', ['manual']],
  ] as const)('cut off by the end of their server: %s', async (_, trigger, triggers) => {
    await using site = await openSite({ pages: 10 })
    const clock = stoppedClock()
    await using control = await openTestControl({ surroundings: clock.surroundings })
    const connection = await control.connections.create(connectionTo(site))
    const schedule = { kind: 'every', minutes: 24 * 60 } as const
    const { id } = await control.syncs.create(syncOf(connection, { schedule }))
    const ending = await openTestControl({ home: control.home, surroundings: clock.surroundings })
    if (trigger === 'manual') await ending.runs.start(id)
    else clock.at += 24 * 60 * minute
    ending.tick()
    clock.at += minute
    await ending[Symbol.asyncDispose]()
    const [run] = (await control.runs.list()).items
    expect(run).toMatchObject({ trigger, status: 'cancelled' })
    for (let look = 0; look < 3; look += 1) {
      clock.at += minute
      control.tick()
      await control.idle()
    }
    const { items } = await control.runs.list()
    expect(items.map((one) => one.trigger)).toEqual(triggers)
    if (trigger === 'schedule') expect(items[0]).toMatchObject({ status: 'succeeded' })
  })

  it('are queued for good, whatever the look at what is due comes upon', async () => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const { id } = await control.syncs.create(syncOf(connection))
    control.start()
    const busy = () => {
      throw new SyncError('transient', 'Another process keeps the store.', { code: 'store_busy' })
    }
    Object.assign(control.books.syncs, { due: busy })
    expect(await control.runs.start(id)).toMatchObject({ syncId: id, status: 'queued' })
  })

  it('leave data that ages, and is due by the schedule unless the sync is paused', async () => {
    await using control = await openTestControl({ surroundings: stoppedClock(90 * minute).surroundings })
    await using site = await openSite({ pages: 1 })
    const connection = await control.connections.create(connectionTo(site))
    const every = { kind: 'every', minutes: 60 } as const
    const { id } = await control.syncs.create(syncOf(connection, { schedule: every }))
    const note = { succeededAt: new Date(40 * minute), lastVerdict: 'succeeded', lastReason: null } as const
    control.books.streams.note(id, { stream: 'spaces', ...note })
    control.books.streams.note(id, { stream: 'users', ...note, succeededAt: null })
    expect(await control.syncs.freshness(id)).toMatchObject([
      { stream: 'spaces', ageMs: 50 * minute, dueMs: 110 * minute },
      { stream: 'users', ageMs: null, dueMs: null },
    ])
    await control.syncs.pause(id)
    expect(await control.syncs.freshness(id)).toMatchObject([{ ageMs: 50 * minute, dueMs: null }, {}])
  })

  it('end as cancelled when somebody stops them, queued or not', async () => {
    await using site = await openSite({ pages: 10 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const sync = await control.syncs.create(syncOf(connection))
    const queued = await control.runs.start(sync.id)
    expect(await control.runs.cancel(queued.id)).toMatchObject({ status: 'cancelled' })
    control.start()
    const running = await control.runs.start(sync.id)
    await control.runs.cancel(running.id)
    control.tick()
    await control.idle()
    expect(await control.runs.get(running.id)).toMatchObject({ status: 'cancelled', stopping: false })
  })

  it('tell of failures and of recovery, through a webhook that is never redirected', async () => {
    await using site = await openSite({ pages: 10 })
    const sent: { readonly url: string; readonly body: unknown; readonly redirect: unknown }[] = []
    await using control = await openTestControl({
      send: async (url, init) => {
        sent.push({ url: String(url), body: JSON.parse(String(init?.body)), redirect: init?.redirect })
        return new Response('ok')
      },
    })
    const address = 'https://hooks.example.com/services/secret-part'
    const settings = await control.notifications.update({ webhookUrl: address })
    expect(settings).toMatchObject({ webhookSet: true, webhookHost: 'hooks.example.com' })
    expect(JSON.stringify(settings)).not.toContain('secret-part')
    expect(control.books.facts.get('notifications')).not.toContain('secret-part')
    const good = connectionTo(site)
    const connection = await control.connections.create({
      ...good,
      settings: { ...good.settings, apiToken: 'wrong' },
    })
    const sync = await control.syncs.create(syncOf(connection))
    expect(await runOnce(control, sync)).toMatchObject({ status: 'failed' })
    expect((await control.overview()).unwell).toHaveLength(1)
    await control.connections.update(connection.id, good)
    expect(await runOnce(control, sync)).toMatchObject({ status: 'succeeded' })
    expect(await runOnce(control, sync)).toMatchObject({ status: 'succeeded' })
    expect(sent.map(({ body }) => Reflect.get(Object(body), 'event'))).toEqual(['failed', 'recovered'])
    expect(sent.every(({ url, redirect }) => url === address && redirect === 'manual')).toBe(true)
    expect(Reflect.get(Object(sent[0]?.body), 'text')).toMatch(/^confluence-sync: The sync wiki failed\./)
    expect((await control.notifications.list()).items.map(({ kind }) => kind)).toEqual([
      'recovered',
      'failed',
    ])
    await control.notifications.markSeen()
    expect((await control.overview()).notices).toEqual([])
    await expect(control.notifications.update({ webhookUrl: 'http://example.com' })).rejects.toMatchObject({
      field: 'webhookUrl',
    })
  })

  it('of one sync never overlap, and start what follows', async () => {
    await using site = await openSite({ pages: 10 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const first = await control.syncs.create(syncOf(connection))
    const follower = syncOf(connection, {
      name: 'second',
      warehouse: { type: 'duckdb', path: 'second.duckdb' },
    })
    const second = await control.syncs.create({ ...follower, schedule: { kind: 'after', syncId: first.id } })
    await control.runs.start(first.id)
    await expect(control.runs.start(first.id)).rejects.toMatchObject({ code: 'run_under_way' })
    control.start()
    await control.idle()
    control.tick()
    await control.idle()
    expect((await control.runs.list({ syncId: second.id })).items).toMatchObject([
      { trigger: 'after', status: 'succeeded' },
    ])
    const circle = { ...syncOf(connection), schedule: { kind: 'after', syncId: second.id } } as const
    await expect(control.syncs.update(first.id, circle)).rejects.toMatchObject({ code: 'schedule_circle' })
  })
})

describe('a sync that another one runs after', () => {
  it('is not removed before the other one has another schedule', async () => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const first = await control.syncs.create(syncOf(connection))
    const follower = { ...syncOf(connection), name: 'second' }
    const after = { kind: 'after', syncId: first.id } as const
    const second = await control.syncs.create({ ...follower, schedule: after })
    await expect(control.syncs.remove(first.id)).rejects.toMatchObject({
      kind: 'config',
      code: 'sync_in_use',
      message: expect.stringContaining('second'),
    })
    expect((await control.syncs.get(first.id)).paused).toBe(false)
    await control.syncs.update(second.id, follower)
    await control.syncs.remove(first.id)
    expect((await control.syncs.list()).items.map(({ name }) => name)).toEqual(['second'])
  })
})

describe('what a sync may name', () => {
  it.each(['/etc/passwd', '../store.sqlite', '../key', ':memory:'])('is not %s', async (path) => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const input = syncOf(connection, { warehouse: { type: 'duckdb', path } })
    await expect(control.syncs.create(input)).rejects.toMatchObject({ field: 'warehouse.path' })
  })
})

describe('the SQL box', () => {
  it('reads landed tables and nothing else', async () => {
    await using site = await openSite({ pages: 10 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const sync = await control.syncs.create(syncOf(connection))
    await runOnce(control, sync)
    const ask = (sql: string) => control.data.query(sync.id, sql, signal)
    for (const sql of [
      'delete from spaces',
      'create table x (a int)',
      "copy spaces to '/tmp/x.csv'",
      "attach '/tmp/x.duckdb'",
      'install httpfs',
      "set memory_limit = '9GB'",
      'select 1; select 2',
      "select * from read_text('/etc/passwd')",
      `select * from read_text('${control.home}/key')`,
      "select * from read_csv('https://example.com/x.csv')",
      "select * from '/etc/passwd'",
    ])
      await expect(ask(sql), sql).rejects.toMatchObject({ kind: 'config', field: 'sql' })
    expect(await ask('select * from range(5000)')).toMatchObject({ truncated: true, rows: { length: 1_000 } })
    const over = AbortSignal.timeout(50)
    const endless = 'select count(*) from range(10000000) a, range(10000000) b'
    await expect(control.data.query(sync.id, endless, over)).rejects.toMatchObject({ code: 'query_stopped' })
  })
})

describe('secrets', () => {
  it('of a warehouse stay with the way to sign in that they were entered for', async () => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const place = { type: 'snowflake', account: 'org-acct', database: 'D', schema: 'S', stagingSchema: 'T' }
    const inputOf = (auth: object, more: object = {}) =>
      syncOf(connection, { warehouse: { ...place, user: 'LOADER', auth, ...more } })
    const hashKey = 'a key that nobody guesses'
    const { id } = await control.syncs.create(inputOf({ method: 'password', password: 'first' }, { hashKey }))
    const client = { method: 'oauth_client_credentials', clientId: 'loader' }
    const [tokenUrl, elsewhere] = ['https://login.example.com/token', 'https://evil.example.com/token']
    const changed = await control.syncs.update(id, inputOf({ ...client, tokenUrl, clientSecret: 'second' }))
    expect(changed.warehouseSecretsSet.toSorted()).toEqual(['auth.clientSecret', 'hashKey'])
    await control.syncs.update(id, inputOf({ ...client, tokenUrl }))
    await expect(control.syncs.update(id, inputOf({ ...client, tokenUrl: elsewhere }))).rejects.toMatchObject(
      {
        field: 'warehouse.auth.clientSecret',
      },
    )
  })

  it.each(['https://ada:hunter2@acme.atlassian.net', 'ada:hunter2@acme.atlassian.net/wiki'])(
    'are not taken as part of an address, which everybody may read: %s',
    async (domain) => {
      await using site = await openSite({ pages: 1 })
      await using control = await openTestControl()
      const given = connectionTo(site)
      const carrying = { ...given, settings: { ...given.settings, domain } }
      const refused = control.connections.create(carrying)
      await expect(refused).rejects.toMatchObject({ field: 'connection.domain' })
      await expect(refused).rejects.not.toThrow(/hunter2/)
      const connection = await control.connections.create(given)
      const auth = {
        method: 'oauth_client_credentials',
        clientId: 'loader',
        clientSecret: 'x',
        tokenUrl: domain,
      }
      const place = { type: 'snowflake', account: 'org-acct', database: 'D', schema: 'S', stagingSchema: 'T' }
      const sync = control.syncs.create(syncOf(connection, { warehouse: { ...place, user: 'LOADER', auth } }))
      await expect(sync).rejects.toMatchObject({ field: 'warehouse.auth.tokenUrl' })
    },
  )

  it('do not move to another site, and go when they are taken away', async () => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const given = connectionTo(site)
    const { id } = await control.connections.create(given)
    const elsewhere = { ...given.settings, domain: 'evil.example.com', apiToken: '' }
    await expect(control.connections.update(id, { ...given, settings: elsewhere })).rejects.toMatchObject({
      field: 'connection.apiToken',
    })
    const same = { ...given.settings, apiToken: '' }
    expect((await control.connections.update(id, { ...given, settings: same })).secretsSet).toEqual([
      'apiToken',
    ])
    expect(JSON.stringify(control.books.connections.find(id))).not.toContain(
      String(given.settings['apiToken']),
    )
  })
})
