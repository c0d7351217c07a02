import { afterEach, beforeEach, expect, it } from 'vitest'
import { SyncError } from '../../../src/contract/errors.ts'
import type { Warehouse } from '../../../src/contract/warehouse.ts'
import { run } from '../../../src/run/run.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { type FakeRun, runRequest } from '../../support/fake-run.ts'
import { fakeConnection, noteStream, openFakeSource, stillSurroundings } from '../../support/fake-source.ts'

const at = '2026-02-01T12:00:00.000Z'
const surroundings = stillSurroundings()
const stopped = AbortSignal.abort()
let warehouse: Warehouse

beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:' })
})
afterEach(() => warehouse[Symbol.asyncDispose]())

const source = openFakeSource(Array.from({ length: 12 }, (_, id) => ({ id: `${id}`, version: 1, at })))

/** What the history then says of each stream of the run. */
async function recorded(changes: Partial<FakeRun> = {}) {
  const request = runRequest({ streams: [noteStream(source)], warehouse, surroundings, ...changes })
  for await (const _ of run(request));
  const reports = await warehouse.reports('wiki', 100)
  return reports.flatMap((report) =>
    report.runId === request.runId ? `${report.stream} ${report.verdict} ${report.strategy}` : [],
  )
}

it('a stream that never began is recorded with the strategy that it would have been read with', async () => {
  expect(await recorded({ signal: stopped })).toEqual(['notes cancelled full_refresh'])
  expect(await recorded()).toEqual(['notes succeeded full_refresh'])
  expect(await recorded({ signal: stopped })).toEqual(['notes cancelled incremental'])
  expect(await recorded({ signal: stopped, fullRefresh: true })).toEqual(['notes cancelled full_refresh'])
})

it('so is one that another stream has stopped', async () => {
  const refused = new SyncError('auth', 'The token was refused.', { code: 'unauthorized' })
  const failing = {
    ...noteStream(source, 'first'),
    async *pages() {
      yield { records: [] }
      throw refused
    },
  }
  const waiting = { ...noteStream(source), dependsOn: ['first'] }
  const found = await recorded({ streams: [failing, waiting] })
  expect(found.sort()).toEqual(['first failed full_refresh', 'notes failed full_refresh'])
})

it('so is one whose interrupted read nobody can tell whether to go on with', async () => {
  const breaking = {
    ...noteStream(source),
    async *pages() {
      yield { records: [], resume: 'here' }
      throw new SyncError('transient', 'The site did not answer.', { code: 'network' })
    },
  }
  expect(await recorded({ streams: [breaking] })).toEqual(['notes failed full_refresh'])
  const connection = {
    ...fakeConnection(surroundings),
    view: async () => Promise.reject(new SyncError('auth', 'Refused.', { code: 'unauthorized' })),
  }
  expect(await recorded({ connection })).toEqual(['notes failed full_refresh'])
})
