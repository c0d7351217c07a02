import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connection, TrafficObserver } from '../../../src/contract/plugin.ts'
import type { Behaviour } from '../../../src/contract/report.ts'
import type { Stream } from '../../../src/contract/stream.ts'
import type { Warehouse } from '../../../src/contract/warehouse.ts'
import { defaultLimits } from '../../../src/run/job.ts'
import { planRun } from '../../../src/run/run-plan.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { reportOf, runRequest } from '../../support/fake-run.ts'
import {
  fakeConnection,
  fakeSurroundings,
  noteStream,
  openFakeSource,
  peopleStream,
  sleepForEver,
} from '../../support/fake-source.ts'

let warehouse: Warehouse
beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:' })
})
afterEach(() => warehouse[Symbol.asyncDispose]())

const clock = fakeSurroundings()
const at = new Date(clock.now()).toISOString()
const source = openFakeSource(
  Array.from({ length: 20 }, (_, index) => ({ id: String(index), version: 1, at })),
)

/** A connection that passes on what is observed of its client. */
function observed(): {
  readonly connection: Connection<unknown>
  readonly answer: (afterMs: number) => void
} {
  let observer: TrafficObserver = () => {}
  const connection: Connection<unknown> = {
    ...fakeConnection(clock),
    requestsAtOnce: 16,
    client(observe) {
      observer = observe
      return {}
    },
  }
  const answer = (afterMs: number) => {
    observer({ requests: 1 })
    clock.advance(afterMs)
    observer({ bytes: 1 })
  }
  return { connection, answer }
}

function planned(answer: (afterMs: number) => void, heard: unknown[] = []): Stream {
  return {
    ...noteStream(source),
    async forecast({ strategy, since }, landed) {
      heard.push({ strategy, since, landed })
      answer(50)
      answer(200)
      return { rows: 20, requests: 40, how: 'one note a request', atOnce: 4 }
    },
  }
}

const requestFor = (
  streams: readonly Stream[],
  connection: Connection<unknown>,
  behaviour: Behaviour = 'merge',
) =>
  runRequest({
    ...{ streams, connection, behaviour, warehouse, limits: defaultLimits },
    surroundings: { ...clock, sleep: sleepForEver },
  })

const sync = (streams: readonly Stream[], connection: Connection<unknown>) =>
  reportOf(requestFor(streams, connection))

it('takes the slowest answer for the pace, and says what it asked', async () => {
  const { connection, answer } = observed()
  const plan = await planRun(requestFor([planned(answer)], connection))
  expect(plan).toMatchObject({ sync: 'wiki', requests: 40, durationMs: 2_000, asked: 2 })
  expect(plan.streams).toEqual([
    {
      ...{
        stream: 'notes',
        strategy: 'full_refresh',
        because: 'nothing was read before',
        behaviour: 'merge',
      },
      ...{ rows: 20, requests: 40, how: 'one note a request', atOnce: 4, answerMs: 200, durationMs: 2_000 },
      ...{ isolated: 0, deletions: { sweep: true, live: 0, most: 0 } },
    },
  ])
})

it('tells times in whole milliseconds', async () => {
  const { connection, answer } = observed()
  const stream: Stream = {
    ...noteStream(source),
    async forecast() {
      answer(50)
      return { rows: 7, requests: 7, how: 'one note a request', atOnce: 4 }
    },
  }
  const plan = await planRun(requestFor([stream, { ...stream, name: 'others' }], connection))
  expect([plan.durationMs, plan.streams.map(({ durationMs }) => durationMs)]).toEqual([88, [88, 88]])
})

it('plans the read that the next run makes, from what is stored', async () => {
  const { connection, answer } = observed()
  const heard: unknown[] = []
  const stream = planned(answer, heard)
  await sync([stream], connection)
  const { streams } = await planRun(requestFor([stream], connection))
  expect(streams[0]).toMatchObject({
    ...{ strategy: 'incremental', because: expect.stringContaining('what changed since') },
    deletions: { sweep: false, live: 20, most: 0 },
  })
  expect(heard).toEqual([{ strategy: 'incremental', since: expect.any(Date), landed: 20 }])
  const full = await planRun({ ...requestFor([stream], connection), fullRefresh: true })
  expect(full.streams[0]).toMatchObject({
    ...{ strategy: 'full_refresh', because: 'a full refresh was asked for' },
    deletions: { sweep: true, live: 20, most: 4 },
  })
})

it('sweeps nothing where every version stays', async () => {
  const { connection, answer } = observed()
  const { streams } = await planRun(requestFor([planned(answer)], connection, 'append'))
  expect(streams[0]?.deletions).toEqual({ sweep: false, live: 0, most: 0 })
})

it('leaves out of the totals what a stream cannot tell', async () => {
  const { connection, answer } = observed()
  const plan = await planRun(requestFor([planned(answer), peopleStream()], connection))
  expect([plan.requests, plan.durationMs]).toEqual([40, 2_000])
  expect(plan.streams[1]).not.toHaveProperty('durationMs')
  const none = await planRun(requestFor([peopleStream()], connection))
  expect([none.requests, none.durationMs, none.asked]).toEqual([0, undefined, 0])
})

it('changes nothing that is stored', async () => {
  const { connection, answer } = observed()
  const stream = planned(answer)
  await sync([stream], connection)
  const state = async () => warehouse.readState('wiki', 'notes')
  const before = await state()
  await planRun({ ...requestFor([stream], connection), fullRefresh: true })
  expect(await state()).toEqual(before)
})
