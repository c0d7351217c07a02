import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServedControl } from '../../../src/app.ts'
import { connectionTo, openTestControl, runOnce, syncOf } from '../../support/control.ts'
import { openSite, type Site } from '../../support/site.ts'

let site: Site
let control: ServedControl & { readonly home: string }
beforeAll(async () => {
  site = await openSite({ pages: 60, seed: 3 })
  control = await openTestControl()
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const signal = new AbortController().signal

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('the operations', () => {
  it('find by name what there is to choose from', async () => {
    await using many = await openTestControl()
    const made = await Promise.all(
      ['Wiki 50 %', 'Wiki 5000', 'Handbook'].map((name) =>
        many.connections.create(connectionTo(site, { name })),
      ),
    )
    const [fifty] = made
    if (fifty === undefined) throw new Error('no connection was made')
    expect((await many.connections.choices('')).map(({ label }) => label)).toEqual([
      'Handbook',
      'Wiki 50 %',
      'Wiki 5000',
    ])
    expect(await many.connections.choices(' wiki 50 %')).toEqual([{ value: fifty.id, label: 'Wiki 50 %' }])
    const sync = await many.syncs.create(syncOf(fifty, { name: 'nightly' }))
    expect(await many.syncs.choices('night')).toEqual([{ value: sync.id, label: 'nightly' }])
  })

  it('go from a connection to rows', async () => {
    const connection = await control.connections.create(connectionTo(site))
    expect(JSON.stringify(connection)).not.toContain(String(site.connection['apiToken']))
    expect(connection.secretsSet).toContain('apiToken')
    const steps = await all(control.connections.check(connection.id, signal))
    expect(steps.filter(({ passed }) => !passed)).toEqual([])
    expect((await control.connections.get(connection.id)).lastCheck?.passed).toBe(true)
    const sync = await control.syncs.create(syncOf(connection))
    expect((await control.data.tables(sync.id)).map(({ rows }) => rows)).toEqual([null, null])
    const plan = await control.syncs.plan(sync.id, signal)
    expect(plan.streams.map(({ stream }) => stream)).toEqual(['spaces', 'labels'])
    const { id: _, ...draft } = { ...sync, name: 'not-saved', streams: { users: {} } }
    expect((await control.syncs.planInput(draft, signal)).streams.map(({ stream }) => stream)).toEqual([
      'users',
    ])
    await expect(
      control.syncs.planInput({ ...draft, limits: { overlapMinutes: 0 } }, signal),
    ).rejects.toMatchObject({ kind: 'config', field: 'limits.overlapMinutes' })
    expect(await control.syncs.list()).toMatchObject({ total: 1 })
    const run = await runOnce(control, sync)
    expect(run).toMatchObject({ status: 'succeeded', reason: null, trigger: 'manual' })
    expect(run.streams.map(({ stream, verdict }) => [stream, verdict])).toEqual([
      ['spaces', 'succeeded'],
      ['labels', 'succeeded'],
    ])
    const truth = await site.truth('spaces')
    const tables = await control.data.tables(sync.id)
    expect(tables.find(({ name }) => name === 'spaces')?.rows).toBe(truth.length)
    const answer = await control.data.query(sync.id, 'select count(*) from spaces', signal)
    expect(answer).toMatchObject({ rows: [[truth.length]], truncated: false })
    expect((await control.data.rows(sync.id, 'spaces', { pageSize: 2 })).rows).toHaveLength(2)
    expect((await control.runs.logs(run.id)).items.at(-1)?.message).toBe('The run ended as succeeded.')
    expect(await control.runs.isolated(run.id)).toMatchObject({ items: [], total: 0 })
    const changes = await all(control.runs.follow(run.id, signal))
    expect(changes.at(-1)?.run.status).toBe('succeeded')
    expect(changes[0]?.events[0]?.event.type).toBe('run_started')
    expect(await control.syncs.history(sync.id)).toHaveLength(1)
    expect((await control.syncs.freshness(sync.id)).map(({ lastVerdict }) => lastVerdict)).toEqual([
      'succeeded',
      'succeeded',
    ])
  })

  it('ask the site about a clause and its spaces', async () => {
    const connection = await control.connections.create(connectionTo(site, { name: 'asked' }))
    const found = await control.syncs.checkClause(connection.id, 'type = page', signal)
    expect(found).toMatchObject({ accepted: true, query: 'type = page AND (type = page)' })
    expect(found.matches).toBeGreaterThan(0)
    const ordered = await control.syncs.checkClause(connection.id, 'space = X order by title', signal)
    expect(ordered).toMatchObject({ accepted: false, position: 11 })
    expect(await control.syncs.checkClause(connection.id, 'spce = X', signal)).toMatchObject({
      accepted: false,
    })
    const spaces = await control.syncs.spaces(connection.id, '', signal)
    expect(spaces.length).toBeGreaterThan(0)
  })
})
