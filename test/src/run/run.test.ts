import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tableOf } from '../../../src/catalog/table-of.ts'
import { SyncError } from '../../../src/contract/errors.ts'
import type { RunEvent } from '../../../src/contract/events.ts'
import type { Surroundings } from '../../../src/contract/plugin.ts'
import type { StreamReport } from '../../../src/contract/report.ts'
import type { Page, Stream } from '../../../src/contract/stream.ts'
import type { Load, Warehouse } from '../../../src/contract/warehouse.ts'
import { defaultLimits } from '../../../src/run/job.ts'
import { run } from '../../../src/run/run.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { type FakeRun, runRequest } from '../../support/fake-run.ts'
import type { FakeSource, Note } from '../../support/fake-source.ts'
import {
  fakeConnection,
  noteStream,
  openFakeSource,
  peopleStream,
  sleepForEver,
  stillSurroundings,
} from '../../support/fake-source.ts'

const minute = 60_000
const start = Date.parse('2026-03-01T12:00:00.000Z')
const at = (minutes: number) => new Date(start + minutes * minute).toISOString()
const note = (id: number, version = 1, minutes = -1000, authorId?: string): Note => ({
  id: String(id).padStart(3, '0'),
  version,
  at: at(minutes),
  ...(authorId === undefined ? {} : { authorId }),
})

let warehouse: Warehouse
let source: FakeSource
let surroundings: ReturnType<typeof stillSurroundings>

beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:' })
  surroundings = stillSurroundings()
  source = openFakeSource(Array.from({ length: 20 }, (_, index) => note(index, 1, -1000 - 100 * index)))
})
afterEach(() => warehouse[Symbol.asyncDispose]())

type Options = Partial<FakeRun>

function requestFor(options: Options) {
  return runRequest({
    ...{ streams: [noteStream(source)], warehouse, surroundings },
    ...options,
  })
}

async function runAll(options: Options = {}) {
  const events: RunEvent[] = []
  for await (const event of run(requestFor(options))) events.push(event)
  const last = events.at(-1)
  if (last?.type !== 'run_finished') throw new Error('the run did not finish')
  return { events, verdict: last.verdict, report: last.reports[0] as StreamReport, reports: last.reports }
}

async function landed(where = '_deleted_at is null'): Promise<readonly string[]> {
  const { rows } = await warehouse.query(`select id, version_number from notes where ${where} order by id`)
  return rows.map(([id, version]) => `${id}@${version}`)
}
const truth = () => source.notes.map(({ id, version }) => `${id}@${version}`).sort()

describe('a run', () => {
  it('takes the records out of their pages once they have landed', async () => {
    const notes = noteStream(source)
    const given: Page<unknown>[] = []
    const pages: typeof notes.pages = async function* (context) {
      for await (const page of notes.pages(context)) {
        given.push(page)
        yield page
      }
    }
    await runAll({ streams: [{ ...notes, pages }] })
    expect(given.length).toBeGreaterThan(1)
    expect(given.flatMap(({ records }) => records)).toEqual([])
    expect(await landed()).toEqual(truth())
  })

  describe('with a part that waits long', () => {
    /** The first part to ask waits until it is called off; the others do as told. */
    const oneWaits = (others: () => void) => {
      let waits = false
      source.beforePage = async (_, signal) => {
        if (waits) return others()
        waits = true
        await sleepForEver(600_000, signal)
      }
    }

    it('fails at once with what another one fails with', async () => {
      oneWaits(() => {
        throw new SyncError('data', 'The listing broke off.', { code: 'truncated' })
      })
      const { report } = await runAll()
      expect(report).toMatchObject({ verdict: 'failed', code: 'truncated' })
    })

    it('fails at once when the page of another one cannot be landed', async () => {
      oneWaits(() => {})
      const openLoad: Warehouse['openLoad'] = async (request) => {
        const load = await warehouse.openLoad(request)
        const stage = async () => {
          throw new SyncError('transient', 'The disk is full.', { code: 'disk_full' })
        }
        return Object.assign(Object.create(load), { stage })
      }
      const { report } = await runAll({ warehouse: { ...warehouse, openLoad } })
      expect(report).toMatchObject({ verdict: 'failed', code: 'disk_full' })
    })

    it('does not hang on asking who reads', async () => {
      oneWaits(() => {
        throw new SyncError('data', 'The listing broke off.', { code: 'truncated' })
      })
      const view = (signal: AbortSignal) => sleepForEver(600_000, signal).then(() => 'never')
      const connection = { ...fakeConnection(surroundings), view }
      const { report } = await runAll({ connection, limits: { ...defaultLimits, questionMs: 1 } })
      expect(report).toMatchObject({ verdict: 'failed', code: 'truncated' })
    })
  })

  it('lands everything, says so in order, and keeps the report', async () => {
    const { events, verdict, report } = await runAll()
    expect(verdict).toBe('succeeded')
    expect(await landed()).toEqual(truth())
    expect(events.map(({ type }) => type)).toMatchInlineSnapshot(`
      [
        "run_started",
        "stream_started",
        "page_read",
        "page_read",
        "page_read",
        "page_read",
        "committed",
        "page_read",
        "page_read",
        "committed",
        "page_read",
        "page_read",
        "committed",
        "committed",
        "stream_finished",
        "run_finished",
      ]
    `)
    expect(report).toMatchObject({
      listed: 20,
      landed: 20,
      new: 20,
      changed: 0,
      unchanged: 0,
      deduplicated: 0,
      deleted: 0,
    })
    expect(await warehouse.reports('wiki', 5)).toEqual([report])
  })

  it('counts so that the sums agree', async () => {
    await runAll()
    source.notes = source.notes.map((one, index) => (index % 5 === 0 ? { ...one, version: 2 } : one))
    const { report } = await runAll({ fullRefresh: true })
    expect(report.listed).toBe(report.landed + report.deduplicated + report.isolated)
    expect(report.landed).toBe(report.new + report.changed + report.unchanged)
    expect(report).toMatchObject({ listed: 20, changed: 4, unchanged: 16 })
  })

  it('reads what changed, and exactly that', async () => {
    await runAll()
    surroundings.advance(30 * minute)
    source.notes = [...source.notes.slice(1), note(0, 2, 5), note(100, 1, 6)]
    const { report } = await runAll()
    expect(report).toMatchObject({ strategy: 'incremental', listed: 2, new: 1, changed: 1, unchanged: 0 })
    expect(await landed()).toEqual(truth())
  })

  it('does not land a version twice that the overlap lists again, and lands an edit in the same minute', async () => {
    source.notes = [note(1, 1, -2), note(2, 1, -3)]
    await runAll()
    surroundings.advance(minute)
    source.notes = [note(1, 2, -2), note(2, 1, -3)]
    expect((await runAll()).report).toMatchObject({ listed: 2, deduplicated: 1, landed: 1, changed: 1 })
  })

  it('reads again what changed while the full read was under way', async () => {
    source.beforePage = (page) => {
      if (page === 2) source.notes[0] = note(0, 2, 1)
    }
    await runAll()
    source.beforePage = () => {}
    surroundings.advance(5 * minute)
    await runAll()
    expect(await landed()).toEqual(truth())
  })

  it('lands a record that changed without a new version inside the overlap', async () => {
    source.notes = [note(1, 1, -2), note(2, 1, -3)]
    await runAll()
    source.notes = [note(1, 1, -2, 'eve'), note(2, 1, -3)]
    expect((await runAll()).report).toMatchObject({ strategy: 'incremental', changed: 1, deduplicated: 1 })
  })

  it('lands a record that changed and changed back while a read broke off', async () => {
    const authors = async () => (await warehouse.query('select author_id from notes order by id')).rows.flat()
    const fail = () => {
      throw new SyncError('transient', 'The site did not answer.', { code: 'network' })
    }
    source.pageSize = 1
    const before = [note(1, 1, -2, 'ada'), note(2, 1, -3, 'ada')]
    source.notes = before
    await runAll()
    source.notes = [note(1, 1, -2, 'eve'), note(2, 1, -3, 'ada')]
    source.beforePage = (page) => (page === 2 ? fail() : undefined)
    await runAll()
    expect(await authors()).toEqual(['eve', 'ada'])
    source.beforePage = () => {}
    source.notes = before
    const connection = { ...fakeConnection(surroundings), view: async () => 'something else' }
    expect((await runAll({ connection })).report).toMatchObject({ strategy: 'incremental', changed: 1 })
    expect(await authors()).toEqual(['ada', 'ada'])
  })

  it('reads in full again when the last full read is a week ago', async () => {
    await runAll()
    surroundings.advance(8 * 24 * 60 * minute)
    source.notes = source.notes.slice(2)
    expect((await runAll()).report).toMatchObject({ strategy: 'full_refresh', deleted: 2 })
  })

  it('starts anew when another account reads', async () => {
    await runAll()
    const connection = { ...fakeConnection(surroundings), account: 'grace' }
    expect((await runAll({ connection })).report.strategy).toBe('full_refresh')
  })

  it('reads in full when the stream has got another field, so that old rows have it too', async () => {
    await runAll()
    const stream = noteStream(source)
    const richer = { ...stream, row: stream.row.extend({ title: z.string().nullable() }) } as Stream
    const { report } = await runAll({ streams: [richer] })
    expect(report).toMatchObject({ strategy: 'full_refresh', changed: 20 })
  })

  it('does not take over a table that keeps every version, until it is reset', async () => {
    await runAll({ behaviour: 'append' })
    source.notes = source.notes.map((one) => ({ ...one, version: 2, at: at(1) }))
    await runAll({ behaviour: 'append' })
    expect((await landed()).length).toBe(40)
    const refused = await runAll()
    expect(refused.report).toMatchObject({ verdict: 'failed', kind: 'config', code: 'behaviour_changed' })
    await warehouse.reset('wiki', [tableOf(noteStream(source))])
    await runAll()
    expect(await landed()).toEqual(truth())
  })

  it('starts anew when the site is another one', async () => {
    await runAll()
    const { report } = await runAll({ connection: fakeConnection(surroundings, 'https://other.example') })
    expect(report.strategy).toBe('full_refresh')
  })

  it('starts anew when a parameter of the stream changes', async () => {
    await runAll()
    expect((await runAll({ parameters: { filter: 'x' } })).report.strategy).toBe('full_refresh')
    expect((await runAll({ parameters: { filter: 'x', unrelated: 1 } })).report.strategy).toBe('incremental')
  })

  it('completes a stream from the ids that others point to', async () => {
    source.notes = [note(1, 1, 0, 'bob'), note(2, 1, 0, 'ada'), note(3, 1, 0, 'eve'), note(4, 1, 0, 'bob')]
    await runAll({ streams: [peopleStream(), noteStream(source)] })
    const { rows } = await warehouse.query('select id, known from people order by id')
    expect(rows).toEqual([
      ['ada', true],
      ['bob', false],
      ['eve', false],
    ])
  })
})

describe('deletion', () => {
  it('marks exactly what is gone after a complete full read', async () => {
    await runAll()
    source.notes = source.notes.slice(3)
    const { report } = await runAll({ fullRefresh: true })
    expect(report).toMatchObject({ verdict: 'succeeded', deleted: 3 })
    expect(await landed('_deleted_at is not null')).toEqual(['000@1', '001@1', '002@1'])
  })

  it('asks for each suspect by id and lands the one that still answers', async () => {
    await runAll()
    const hidden = source.notes.slice(0, 2)
    source.notes = source.notes.slice(2)
    const stream = noteStream(source)
    const answering: Stream = {
      ...stream,
      lookUp: async function* (context, ids) {
        source.notes.push(...hidden.slice(0, 1).filter(({ id }) => ids.includes(id)))
        yield* stream.lookUp(context as never, ids)
      },
    } as Stream
    const { report } = await runAll({ streams: [answering], fullRefresh: true })
    expect(report).toMatchObject({ deleted: 0, verdict: 'incomplete' })
    expect(report.reason).toContain('the listing left out rows that still answer by their ids (1)')
    // A listing that left one out may have left out others, new ones among them: everything is read again.
    const healed = await runAll()
    expect(healed.report).toMatchObject({ strategy: 'full_refresh', deleted: 1, verdict: 'succeeded' })
    expect(await landed('_deleted_at is not null')).toEqual(['001@1'])
  })

  it('never happens in an incremental run', async () => {
    await runAll()
    source.notes = source.notes.slice(3)
    expect((await runAll()).report).toMatchObject({ strategy: 'incremental', deleted: 0 })
  })

  it.each([
    ['a record was isolated', () => source.isolate.add('010')],
    [
      'the listing has a gap',
      () => {
        source.gap = 'the site lists no more than 10,000'
      },
    ],
  ])('does not happen when %s; the run is incomplete', async (_, flaw) => {
    await runAll()
    source.notes = source.notes.slice(3)
    flaw()
    const { report, verdict } = await runAll({ fullRefresh: true })
    expect(verdict).toBe('incomplete')
    expect(report).toMatchObject({ deleted: 0, verdict: 'incomplete' })
    expect(report.reason).not.toBeNull()
  })

  it('is stopped by the fuse, unless the operator means it', async () => {
    await runAll()
    source.notes = source.notes.slice(10)
    const stopped = await runAll({ fullRefresh: true })
    expect(stopped.report).toMatchObject({ deleted: 0, verdict: 'incomplete' })
    expect(stopped.report.reason).toContain('10 of 20')
    expect((await runAll()).report).toMatchObject({ strategy: 'full_refresh', verdict: 'incomplete' })
    const meant = await runAll({ fullRefresh: true, allowDeletes: true })
    expect(meant.report).toMatchObject({ deleted: 10, verdict: 'succeeded' })
  })

  it('does not happen after a failed read', async () => {
    await runAll()
    source.notes = source.notes.slice(3)
    source.beforePage = (page) => {
      if (page === 3) throw new SyncError('transient', 'The site did not answer.', { code: 'network' })
    }
    const { report } = await runAll({ fullRefresh: true })
    expect(report).toMatchObject({ verdict: 'failed', kind: 'transient', code: 'network', deleted: 0 })
    expect(await landed('_deleted_at is not null')).toEqual([])
  })

  it('keeps the proof of a read that took two runs', async () => {
    await runAll()
    source.notes = source.notes.slice(3)
    source.beforePage = (page) => {
      if (page === 3) throw new SyncError('transient', 'The site did not answer.', { code: 'network' })
    }
    await runAll({ fullRefresh: true })
    source.beforePage = () => {}
    const { report, events } = await runAll()
    expect(events.find(({ type }) => type === 'stream_started')).toMatchObject({
      because: expect.stringContaining('resuming'),
    })
    expect(report).toMatchObject({ verdict: 'succeeded', deleted: 3 })
    expect(report.listed).toBeLessThan(17)
    expect(await landed()).toEqual(truth())
  })

  it('removes the rows where the table is replaced', async () => {
    await runAll({ strategy: 'full_refresh', behaviour: 'replace' })
    source.notes = source.notes.slice(3)
    expect((await runAll({ strategy: 'full_refresh', behaviour: 'replace' })).report.deleted).toBe(3)
    expect(await landed('true')).toEqual(truth())
  })
})

describe('an interrupted run', () => {
  it('ends with the same tables after a stop at each event in turn', async () => {
    const { events } = await runAll()
    const complete = await landed()
    for (let stopAt = 1; stopAt < events.length; stopAt += 1) {
      await warehouse.reset('wiki', [tableOf(noteStream(source))])
      let seen = 0
      for await (const _ of run(requestFor({}))) if (++seen === stopAt) break
      const { verdict } = await runAll()
      expect([stopAt, verdict, await landed()]).toEqual([stopAt, 'succeeded', complete])
    }
  })

  it('is cancelled by its signal and goes on from the last checkpoint', async () => {
    const stopper = new AbortController()
    source.beforePage = (page) => {
      if (page === 3) stopper.abort()
    }
    const first = await runAll({ signal: stopper.signal })
    expect(first.verdict).toBe('cancelled')
    source.beforePage = () => {}
    const second = await runAll()
    expect(first.report.landed + second.report.listed).toBeLessThanOrEqual(20 + source.pageSize)
    expect(await landed()).toEqual(truth())
  })
})

describe('a run whose time is over', () => {
  const limits = { ...defaultLimits, batchRows: 1000, longestRunMs: 10 * minute }
  const nothing = new AbortController().signal
  const timeOver = { verdict: 'incomplete', code: 'time_over', kind: null }
  /** Surroundings in which the time that a run may take is over at `wake`. */
  const timeByHand = () => {
    let ring = () => {}
    const wakes: Surroundings = {
      ...surroundings,
      sleep: (delayMs, signal) =>
        delayMs === limits.longestRunMs
          ? new Promise((resolve) => (ring = resolve))
          : sleepForEver(delayMs, signal),
    }
    return { wake: () => ring(), wakes }
  }

  it('commits the batch in hand, says why, and the next one goes on from there', async () => {
    source.parts = 1
    source.beforePage = async (page) => {
      // By then the pages before it have been heard of.
      await turn()
      surroundings.advance(page * minute)
    }
    const { verdict, report } = await runAll({ limits })
    expect([verdict, report]).toEqual(['incomplete', expect.objectContaining(timeOver)])
    expect(report.reason).toMatch(/time .* was over .* the next run goes on from its last checkpoint\.$/)
    expect(report).toMatchObject({ listed: 12, landed: 12 })
    expect((await landed()).length).toBe(12)
    source.beforePage = () => {}
    const second = await runAll()
    expect(second.report).toMatchObject({ verdict: 'succeeded', listed: 8, strategy: 'full_refresh' })
    expect(await landed()).toEqual(truth())
  })

  it('does not wait for a request that hangs', async () => {
    source.parts = 1
    const { wake, wakes } = timeByHand()
    source.beforePage = async (page, signal) => {
      if (page !== 4) return
      await turn()
      wake()
      await sleepForEver(0, signal)
    }
    const { report } = await runAll({ limits, surroundings: wakes })
    expect(report).toMatchObject({ ...timeOver, landed: 9 })
  })

  it('leaves streams not begun as they were, whatever they wait for', async () => {
    await runAll({ streams: [noteStream(source), peopleStream()] })
    const before = await warehouse.readState('wiki', 'people')
    source.beforePage = () => surroundings.advance(limits.longestRunMs)
    const { events, reports } = await runAll({
      streams: [noteStream(source), peopleStream()],
      fullRefresh: true,
      limits,
    })
    expect(reports).toEqual([expect.objectContaining(timeOver), expect.objectContaining(timeOver)])
    expect(events.filter(({ type }) => type === 'stream_started').length).toBe(1)
    expect(await warehouse.readState('wiki', 'people')).toEqual(before)
  })

  it('succeeds when it was over only after the last page, and lets go of its timer', async () => {
    let timer = nothing
    const watched: Surroundings = {
      ...surroundings,
      sleep: (delayMs, signal) => {
        if (delayMs === limits.longestRunMs) timer = signal
        return sleepForEver(delayMs, signal)
      },
    }
    expect((await runAll({ limits, surroundings: watched })).verdict).toBe('succeeded')
    expect(timer.aborted).toBe(true)
  })

  it('while the site is asked who is calling keeps what was read', async () => {
    const { wake, wakes } = timeByHand()
    const hanging = (signal: AbortSignal) => {
      wake()
      return sleepForEver(0, signal)
    }
    const connection = { ...fakeConnection(surroundings), confirm: hanging }
    const first = await runAll({ limits, surroundings: wakes, connection })
    expect(first.report).toMatchObject({ ...timeOver, landed: 20 })
    expect((await runAll()).report).toMatchObject({ verdict: 'succeeded', listed: 0 })
    expect(await landed()).toEqual(truth())
  })

  it('while the site is asked for rows that are gone keeps what was read', async () => {
    await runAll()
    source.notes = source.notes.slice(3)
    const { wake, wakes } = timeByHand()
    const stream: Stream = noteStream(source)
    const hanging: Stream = {
      ...stream,
      async *lookUp(context, ids) {
        wake()
        await sleepForEver(0, context.signal)
        yield* stream.lookUp(context, ids)
      },
    }
    const first = await runAll({ limits, streams: [hanging], surroundings: wakes, fullRefresh: true })
    expect(first.report).toMatchObject({ ...timeOver, deleted: 0 })
    expect((await runAll()).report).toMatchObject({ verdict: 'succeeded', listed: 0, deleted: 3 })
    expect(await landed()).toEqual(truth())
  })

  it('that the user stops before is cancelled, not over', async () => {
    const stopper = new AbortController()
    source.beforePage = () => {
      stopper.abort()
      surroundings.advance(limits.longestRunMs)
    }
    const { verdict } = await runAll({ limits, signal: stopper.signal })
    expect(verdict).toBe('cancelled')
  })
})

describe('a page that cannot be staged', () => {
  it('is not accounted for: the next run reads it', async () => {
    const broken: Warehouse = {
      ...warehouse,
      async openLoad(request) {
        const load = await warehouse.openLoad(request)
        let pages = 0
        const stage: Load['stage'] = async (records) => {
          pages += 1
          if (pages === 3) throw new SyncError('transient', 'The disk is full.', { code: 'disk_full' })
          await load.stage(records)
        }
        return new Proxy(load, {
          get: (target, name) => (name === 'stage' ? stage : Reflect.get(target, name)),
        })
      },
    }
    expect((await runAll({ warehouse: broken })).report).toMatchObject({
      verdict: 'failed',
      code: 'disk_full',
    })
    await runAll()
    expect(await landed()).toEqual(truth())
  })
})

describe('failures', () => {
  const failing = (name: string, error: unknown): Stream => ({
    ...(noteStream(source, name) as Stream),
    // biome-ignore lint/correctness/useYield: it fails before its first page
    async *pages() {
      throw error
    },
  })

  it('let the other streams go on, and the run says what is missing', async () => {
    const broken = failing('broken', new SyncError('data', 'The answer is odd.', { code: 'odd' }))
    const { verdict, reports } = await runAll({ streams: [broken, noteStream(source)] })
    expect(verdict).toBe('incomplete')
    expect(reports.map(({ stream, verdict: own }) => [stream, own]).sort()).toEqual([
      ['broken', 'failed'],
      ['notes', 'succeeded'],
    ])
  })

  it.each(['permission_missing', 'scope_missing'])(
    'about one place leave the rest alone: %s',
    async (code) => {
      const closed = failing('closed', new SyncError('auth', 'Not for this account.', { code }))
      const waiting = { ...(peopleStream() as Stream), dependsOn: ['closed'] }
      const { verdict, reports } = await runAll({ streams: [closed, waiting, noteStream(source)] })
      expect(verdict).toBe('incomplete')
      expect(reports.map(({ verdict: own }) => own)).toEqual(['failed', 'succeeded', 'succeeded'])
    },
  )

  it('that every stream would meet stop the run, with the same reason for all', async () => {
    const refused = failing(
      'refused',
      new SyncError('auth', 'The token was refused.', { code: 'unauthorized' }),
    )
    const waiting = { ...(peopleStream() as Stream), dependsOn: ['refused'] }
    const { verdict, reports } = await runAll({ streams: [refused, waiting] })
    expect(verdict).toBe('failed')
    expect(new Set(reports.map(({ reason }) => reason))).toEqual(new Set(['The token was refused.']))
  })

  it('that nobody foresaw are bugs, without taking the run down', async () => {
    const { reports } = await runAll({ streams: [failing('buggy', new TypeError('x is not a function'))] })
    expect(reports[0]).toMatchObject({ verdict: 'failed', kind: 'bug' })
  })

  it('asks for isolated records again first, and heals', async () => {
    source.isolate.add('003')
    const first = await runAll()
    expect(first.report).toMatchObject({ verdict: 'incomplete', isolated: 1, listed: 20, landed: 19 })
    source.isolate.clear()
    const second = await runAll()
    expect(source.lookedUp).toEqual(['003'])
    expect(second.report).toMatchObject({ verdict: 'succeeded', new: 1 })
    expect(await landed()).toEqual(truth())
    expect(await warehouse.isolatedIds('wiki', 'notes')).toEqual([])
  })

  it('closes the error of an isolated record that is gone by now', async () => {
    source.isolate.add('003')
    await runAll()
    source.notes = source.notes.filter(({ id }) => id !== '003')
    const { report } = await runAll()
    expect(report).toMatchObject({ verdict: 'succeeded', new: 0 })
    expect(await warehouse.isolatedIds('wiki', 'notes')).toEqual([])
  })
})
