import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SyncError } from '../../../src/contract/errors.ts'
import type { Warehouse } from '../../../src/contract/warehouse.ts'
import { defaultLimits } from '../../../src/run/job.ts'
import { run } from '../../../src/run/run.ts'
import { planRun } from '../../../src/run/run-plan.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { type FakeRun, reportOf, runRequest } from '../../support/fake-run.ts'
import {
  type FakeSource,
  fakeConnection,
  type Note,
  noteStream,
  openFakeSource,
  sleepForEver,
  stillSurroundings,
} from '../../support/fake-source.ts'

const notes: readonly Note[] = Array.from({ length: 30 }, (_, id) => ({
  ...{ id: String(id).padStart(3, '0'), version: 1, at: '2026-02-01T12:00:00.000Z' },
}))
const hidden = new Set(['003', '004', '005'])
const failure = new SyncError('transient', 'The site did not answer.', { code: 'network' })

let warehouse: Warehouse
let source: FakeSource
let surroundings: ReturnType<typeof stillSurroundings>
/** What the site says of the caller's view; undefined: it says that it does not know the caller. */
let view: string | undefined
let asked: number

beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:', leaseMs: 0 })
  source = openFakeSource(notes)
  source.parts = 1
  surroundings = stillSurroundings()
  view = 'everything'
  asked = 0
})
afterEach(() => warehouse[Symbol.asyncDispose]())

const confirm = async () => {
  if (view === undefined) throw new SyncError('auth', 'Nobody.', { code: 'anonymous' })
}
const viewNow = async () => {
  asked += 1
  await confirm()
  return view ?? ''
}

/** The limits ask at each checkpoint, unless told otherwise. */
function request(changes: Partial<FakeRun> = {}) {
  return runRequest({
    ...{ streams: [noteStream(source)], warehouse, surroundings },
    connection: { ...fakeConnection(surroundings), confirm, view: viewNow },
    limits: { ...defaultLimits, batchRows: 3, viewEveryMs: 0 },
    ...changes,
  })
}
const sync = (changes: Partial<FakeRun> = {}) => reportOf(request(changes))

/** Leaves the run after so many commits: nobody asks or commits anything any more. */
async function kill(commits: number, changes: Partial<FakeRun> = {}): Promise<void> {
  let seen = 0
  for await (const { type } of run(request(changes))) if (type === 'committed' && ++seen === commits) return
}

/** From this page on the caller sees less, until the site fails. */
function hideFor(seen: string | undefined, from = 2): void {
  source.beforePage = (page) => {
    if (page === from) {
      view = seen
      source.notes = notes.filter(({ id }) => !hidden.has(id))
    }
    if (page === 5) throw failure
  }
}

function showAll(): void {
  view = 'everything'
  source.notes = [...notes]
  source.beforePage = () => {}
}

const live = async () =>
  (await warehouse.query('select id from notes where _deleted_at is null order by id')).rows.flat()
const all = notes.map(({ id }) => id)

describe('a read that goes on', () => {
  it('does so where it broke off, when the caller sees what they saw then', async () => {
    hideFor('everything', 99)
    expect(await sync()).toMatchObject({ verdict: 'failed', landed: 12 })
    showAll()
    expect(await sync()).toMatchObject({ verdict: 'succeeded', listed: 18 })
    expect(await live()).toEqual(all)
  })

  it.each([
    ['who saw less when it broke off', 'less'],
    ['whom the site took for a stranger when it broke off', undefined],
  ])('does so only from where everything was seen, for a caller %s', async (_, seen) => {
    hideFor(seen)
    expect(await sync()).toMatchObject({ verdict: 'failed' })
    showAll()
    const report = await sync()
    expect(report).toMatchObject({ verdict: 'succeeded', listed: 27 })
    expect(await live()).toEqual(all)
  })

  it('in parts read at the same time misses nothing that was hidden meanwhile', async () => {
    source.parts = 2
    hideFor('less')
    expect(await sync()).toMatchObject({ verdict: 'failed' })
    showAll()
    expect(await sync()).toMatchObject({ verdict: 'succeeded' })
    expect(await live()).toEqual(all)
  })

  it.each([
    ['less', 'less'],
    ['as a stranger', undefined],
  ])('after it was killed while the caller saw %s: the same', async (_, seen) => {
    hideFor(seen)
    await kill(3)
    showAll()
    expect(await sync()).toMatchObject({ verdict: 'succeeded', listed: 27 })
    expect(await live()).toEqual(all)
  })

  it('begins again for a caller who sees something else than at every place before', async () => {
    hideFor('less', 1)
    await kill(3)
    showAll()
    expect(await sync()).toMatchObject({ verdict: 'succeeded', listed: 30 })
    expect(await live()).toEqual(all)
  })

  it('begins again after a state that does not say what was seen', async () => {
    await kill(3)
    const { state, sequence } = await warehouse.readState('wiki', 'notes')
    const { view: _, ...read } = (state as { read: Record<string, unknown> }).read
    await warehouse.acquireLease('wiki', 'earlier')
    const [selected] = request().streams
    if (selected === undefined) throw new Error('no stream')
    const load = await warehouse.openLoad({
      ...{ table: selected.table, behaviour: 'merge', sync: 'wiki', runId: 'earlier', sequence },
    })
    const older = JSON.parse(JSON.stringify({ ...(state as object), read }))
    await load.commit({ state: older, at: new Date(surroundings.now()) })
    expect(await sync()).toMatchObject({ verdict: 'succeeded', listed: 30 })
  })
})

describe('the question what the caller sees', () => {
  const limits = { ...defaultLimits, batchRows: 3 }

  it('is not asked in a short read, nor before one that nothing interrupted', async () => {
    expect(await sync({ limits })).toMatchObject({ verdict: 'succeeded' })
    expect(await sync({ limits, fullRefresh: true })).toMatchObject({ verdict: 'succeeded' })
    expect(asked).toBe(0)
  })

  it('is asked every two minutes of a long one, and a killed one goes on from there', async () => {
    source.beforePage = () => surroundings.advance(50_000)
    await kill(5, { limits })
    expect(asked).toBe(2)
    source.beforePage = () => {}
    expect(await sync({ limits })).toMatchObject({ verdict: 'succeeded', listed: 12 })
  })

  it('is asked by a plan, which then tells what the run does', async () => {
    await kill(3)
    const because = async () => (await planRun(request())).streams[0]?.because
    expect(await because()).toContain('resuming')
    view = 'less'
    expect(await because()).toContain('no full read')
    view = 'everything'
    expect(await because()).toContain('resuming')
  })

  it('does not hold up a run that was stopped for more than two seconds', async () => {
    const stopper = new AbortController()
    source.beforePage = (page) => {
      if (page === 3) stopper.abort()
    }
    const slept: number[] = []
    const connection = {
      ...fakeConnection(surroundings),
      view: (signal: AbortSignal) => sleepForEver(0, signal).then(() => ''),
    }
    const sleeps = {
      ...surroundings,
      async sleep(delayMs: number, signal: AbortSignal) {
        if (delayMs !== 2_000) return await sleepForEver(delayMs, signal)
        slept.push(delayMs)
      },
    }
    const report = await sync({ limits, connection, surroundings: sleeps, signal: stopper.signal })
    expect([report?.verdict, slept]).toEqual(['cancelled', [2_000]])
  })
})
