import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SyncError } from '../../../src/contract/errors.ts'
import type { RunEvent } from '../../../src/contract/events.ts'
import type { Stream } from '../../../src/contract/stream.ts'
import type { Warehouse } from '../../../src/contract/warehouse.ts'
import { defaultLimits } from '../../../src/run/job.ts'
import { keepLease } from '../../../src/run/lease.ts'
import { run } from '../../../src/run/run.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { type FakeRun, runRequest } from '../../support/fake-run.ts'
import {
  type FakeSource,
  fakeSurroundings,
  noteStream,
  openFakeSource,
  sleepForEver,
} from '../../support/fake-source.ts'

const lost = new SyncError('transient', 'Another run took over.', { code: 'lease_lost' })
const renewEveryMs = 45_000

let warehouse: Warehouse
let source: FakeSource
/** Ends the sleep of whoever sleeps. */
let wake = async () => {}
let asleepFor: number[] = []

beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:', leaseMs: 0 })
  source = openFakeSource(
    Array.from({ length: 6 }, (_, id) => ({ id: `${id}`, version: 1, at: '2026-03-01T12:00:00.000Z' })),
  )
  asleepFor = []
})
afterEach(() => warehouse[Symbol.asyncDispose]())

const surroundings = {
  ...fakeSurroundings(),
  sleep: (delayMs: number, signal: AbortSignal) => {
    asleepFor.push(delayMs)
    const woken = new Promise<void>((resolve) => {
      wake = async () => {
        resolve()
        await turn()
      }
    })
    return Promise.race([woken, sleepForEver(delayMs, signal)])
  },
}

const request = (changes: Partial<FakeRun> = {}) =>
  runRequest({
    ...{ streams: [noteStream(source)], strategy: 'full_refresh', warehouse, surroundings },
    limits: { ...defaultLimits, batchRows: 1 },
    ...changes,
  })

/** A warehouse whose leases do as they are told; what was done with them is kept. */
function leasing(renew: () => Promise<void>) {
  const done: string[] = []
  const lease = {
    renewEveryMs,
    async renew() {
      done.push('renew')
      await renew()
    },
    async [Symbol.asyncDispose]() {
      done.push('give back')
    },
  }
  return { done, warehouse: { ...warehouse, acquireLease: async () => lease } }
}

describe('a kept lease', () => {
  it('is renewed again and again until it is given back', async () => {
    const book = leasing(async () => {})
    const kept = await keepLease(request(book))
    await wake()
    await wake()
    expect(book.done).toEqual(['renew', 'renew'])
    expect(asleepFor).toEqual([renewEveryMs, renewEveryMs, renewEveryMs])
    await kept[Symbol.asyncDispose]()
    await wake()
    expect(book.done).toEqual(['renew', 'renew', 'give back'])
    expect(kept.signal.aborted).toBe(false)
  })

  it('outlives a renewal that fails, and stops the run when it is lost', async () => {
    const outcomes = [new SyncError('transient', 'The network is down.', { code: 'connection_lost' }), lost]
    const book = leasing(() => Promise.reject(outcomes.shift()))
    await using kept = await keepLease(request(book))
    await wake()
    expect(kept.signal.aborted).toBe(false)
    await wake()
    expect(kept.signal.reason).toBe(lost)
    await wake()
    expect(book.done).toEqual(['renew', 'renew'])
  })
})

async function runAll(changes: Partial<FakeRun> = {}): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run(request(changes))) events.push(event)
  return events
}

describe('a run', () => {
  it('gives its lease back, also when nobody listens to its end', async () => {
    const held = () => warehouse.query('select run_id from _sync_leases')
    await runAll()
    expect((await held()).rows).toEqual([])
    for await (const event of run(request({ runId: 'run-2' }))) {
      if (event.type !== 'page_read') continue
      expect((await held()).rows).toEqual([['run-2']])
      break
    }
    expect((await held()).rows).toEqual([])
  })

  it('that starts while another is under way reads nothing and changes nothing', async () => {
    await using patient = await openDuckdb({ path: ':memory:' })
    source.parts = 1
    await runAll({ warehouse: patient, runId: 'run-1' })
    const stored = async () => [
      await patient.readState('wiki', 'notes'),
      (await patient.query('select * from notes order by id')).rows,
    ]
    let asked = 0
    source.beforePage = () => {
      asked += 1
    }
    source.notes = source.notes.map((note) => ({ ...note, version: 2 }))
    const first = run(request({ warehouse: patient, runId: 'run-2', limits: defaultLimits }))
    let step = await first.next()
    // Nothing of it is committed before its batch is full: whatever is stored meanwhile is of the other one.
    while (step.value?.type !== 'page_read') step = await first.next()
    await turn()
    const before = [...(await stored()), asked]
    await expect(runAll({ warehouse: patient, runId: 'run-3' })).rejects.toMatchObject({
      kind: 'transient',
      code: 'sync_running',
      message: expect.stringContaining('run-2'),
    })
    expect([...(await stored()), asked]).toEqual(before)
    expect(await patient.reports('wiki', 9)).toMatchObject([{ runId: 'run-1', landed: 6 }])
    while (!step.done) step = await first.next()
    const reports = await patient.reports('wiki', 9)
    expect(reports.find(({ runId }) => runId === 'run-2')).toMatchObject({
      ...{ verdict: 'succeeded', listed: 6, changed: 6 },
    })
    expect(reports.length).toBe(2)
  })

  // When the first commit is told of, the second is under way already: it lands before the other run takes over.
  const takenOver = { verdict: 'failed', kind: 'transient', code: 'lease_lost', landed: 2 }

  /** Lets another run take over after the first commit; gives the events of the first one. */
  async function takeOver(changes: Partial<FakeRun>, then: () => Promise<void>) {
    const events: RunEvent[] = []
    let taken = false
    for await (const event of run(request(changes))) {
      events.push(event)
      if (taken || event.type !== 'committed') continue
      taken = true
      await warehouse.acquireLease('wiki', 'run-2')
      await then()
    }
    return events
  }

  it('that was taken over while it was paused is refused its next commit, and fails for that reason', async () => {
    source.pageSize = 1
    const events = await takeOver({}, async () => {})
    expect(events.at(-1)).toMatchObject({ verdict: 'failed', reports: [takenOver] })
    expect(await warehouse.reports('wiki', 1)).toMatchObject([takenOver])
    expect((await warehouse.query('select count(*) from notes')).rows).toEqual([[2]])
    expect((await warehouse.query('select run_id from _sync_leases')).rows).toEqual([['run-2']])
  })

  it('that finds out when it renews stops reading at once', async () => {
    source.pageSize = 1
    const stream: Stream = noteStream(source)
    const hanging: Stream = {
      ...stream,
      async *pages(context) {
        let pages = 0
        for await (const page of stream.pages(context)) {
          yield page
          pages += 1
          if (pages === 2) await sleepForEver(0, context.signal)
        }
      },
    }
    const events = await takeOver({ streams: [hanging] }, () => wake())
    expect(events.at(-1)).toMatchObject({ verdict: 'failed', reports: [takenOver] })
  })
})
