import { beforeEach, describe, expect, it } from 'vitest'
import { SyncError } from '../../../src/contract/errors.ts'
import type { RunEvent } from '../../../src/contract/events.ts'
import type { Connection } from '../../../src/contract/plugin.ts'
import { defaultLimits } from '../../../src/run/job.ts'
import { signInAndRun } from '../../../src/run/sign-in.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { runRequest } from '../../support/fake-run.ts'
import {
  fakeConnection,
  fakeSurroundings,
  noteStream,
  openFakeSource,
  sleepForEver,
} from '../../support/fake-source.ts'

const limits = { ...defaultLimits, longestRunMs: 60_000 }
const refused = new SyncError('auth', 'The token was refused.', { code: 'unauthorized' })

let opened: number
/** Rings when the time of the run is over. */
let ring = () => {}
let surroundings: ReturnType<typeof fakeSurroundings>

beforeEach(() => {
  opened = 0
  surroundings = {
    ...fakeSurroundings(),
    sleep: (delayMs, signal) =>
      delayMs === limits.longestRunMs
        ? new Promise((resolve) => (ring = resolve))
        : sleepForEver(delayMs, signal),
  }
})

async function runWith(
  connect: (signal: AbortSignal) => Promise<Connection<unknown>>,
  signal = new AbortController().signal,
) {
  await using warehouse = await openDuckdb({ path: ':memory:' })
  const streams = [noteStream(openFakeSource([])), noteStream(openFakeSource([]), 'more')]
  const request = runRequest({ streams, warehouse, surroundings, limits, signal })
  const openWarehouse = async () => {
    opened += 1
    return warehouse
  }
  const events: RunEvent[] = []
  for await (const event of signInAndRun({ ...request, connect, openWarehouse })) events.push(event)
  return events
}

const unbegun = { verdict: 'incomplete', code: 'time_over', kind: null, listed: 0 }

describe('signing in', () => {
  it('is cut short when the time of the run is over, which is then said of every stream', async () => {
    const events = await runWith((signal) => {
      const waiting = sleepForEver(600_000, signal)
      ring()
      return waiting.then(() => fakeConnection(surroundings))
    })
    expect(events.map(({ type }) => type)).toEqual([
      ...['run_started', 'stream_finished', 'stream_finished', 'run_finished'],
    ])
    expect(events.at(-1)).toMatchObject({
      ...{ verdict: 'incomplete', reports: [unbegun, { ...unbegun, stream: 'more' }] },
    })
    expect(opened).toBe(0)
  })

  it('counts in the time of the run, also where no timer rang', async () => {
    const events = await runWith(async () => {
      surroundings.advance(limits.longestRunMs)
      return fakeConnection(surroundings)
    })
    expect(events.at(-1)).toMatchObject({ verdict: 'incomplete', reports: [unbegun, unbegun] })
  })

  it('that fails by itself, or that the user stops, fails as it did', async () => {
    await expect(runWith(() => Promise.reject(refused))).rejects.toBe(refused)
    const stopper = new AbortController()
    const stopped = runWith((signal) => {
      const waiting = sleepForEver(600_000, signal)
      stopper.abort()
      ring()
      return waiting.then(() => fakeConnection(surroundings))
    }, stopper.signal)
    await expect(stopped).rejects.toThrow('aborted')
    expect(opened).toBe(0)
  })
})
