import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LoadRequest, Warehouse } from '../../../../src/contract/warehouse.ts'
import { type ConnectOptions, connectSnowflake } from '../../../../src/warehouse/snowflake/driver/connect.ts'
import { openSnowflake } from '../../../../src/warehouse/snowflake/open.ts'
import { ask, item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'
import { expiredCloud } from '../../../support/snowflake/cloud.ts'
import { settingsFor } from '../../../support/snowflake/double.ts'
import { openSqlEngine } from '../../../support/snowflake/engine.ts'
import { everyAttempt, type Fault } from '../../../support/snowflake/faults.ts'
import { withoutPauses } from '../../../support/snowflake/impatient.ts'
import { openSnowflakeServer, type SnowflakeServer } from '../../../support/snowflake/server.ts'
import { never } from '../../../support/snowflake/sleeps.ts'
import type { SqlEngine } from '../../../support/snowflake/sql-engine.ts'

let engine: SqlEngine
let server: SnowflakeServer
beforeEach(async () => {
  engine = await openSqlEngine()
  server = await openSnowflakeServer({ engine })
})
afterEach(async () => {
  expect(server.problems).toEqual([])
  expect(server.telemetry).toEqual([])
  expect(server.faults.left).toEqual([])
  expect(server.openSessions).toBe(0)
  await server[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

const names = { database: 'CONFLUENCE', schema: 'RAW', stagingSchema: 'RAW_STG' }
const open = (options: ConnectOptions = {}): Promise<Warehouse> =>
  openSnowflake({ ...names, openSession: connectSnowflake(settingsFor(server.url), options) })

/** Pauses between uploads take no time; what may take long is over for the one statement that is stuck. */
function impatience(isStuck: () => boolean = () => server.hanging > 0): ConnectOptions {
  let expired = false
  return {
    limits: { statementMs: 900_000, uploadMs: 900_000, closeMs: 800_000 },
    random: () => 0.5,
    async sleep(delayMs, signal) {
      if (delayMs <= 10_000) return
      if (delayMs !== 900_000) return never(delayMs, signal)
      while (!signal.aborted && (expired || !isStuck())) await new Promise(setImmediate)
      if (!signal.aborted) expired = true
    },
  }
}

const first = [item('1', 1, 'one'), item('2', 1, 'two')]
const second = [item('2', 2, 'two, edited'), item('3', 1, 'three')]
const landed = [
  ['1', 1, 'one'],
  ['2', 2, 'two, edited'],
  ['3', 1, 'three'],
]

/** One commit without a fault, then one that meets it; `rerun` tries the second again from what is stored. */
async function landTwice(faults: readonly Fault[], options: ConnectOptions): Promise<unknown> {
  await using warehouse = await open()
  await warehouse.migrate('demo', [items])
  await landBatch(warehouse, first, 'first', { runId: 'run-1' })
  faults.forEach(server.faults.arm)
  await using faulty = await open(options)
  return await landBatch(faulty, second, 'second', { runId: 'run-2' }).then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function landBatch(
  warehouse: Warehouse,
  records: readonly ReturnType<typeof item>[],
  state: string,
  more: Partial<LoadRequest>,
): Promise<void> {
  const { sequence } = await warehouse.readState('demo', 'items')
  await using load = await openItems(warehouse, { ...more, sequence })
  await land(load, records, 1, state)
}

/** Whatever happened before: one more run, and everything is there once. */
async function expectRightAfterRerun(): Promise<void> {
  await using warehouse = await open()
  await warehouse.migrate('demo', [items])
  const { sequence } = await warehouse.readState('demo', 'items')
  if (sequence < 2) await landBatch(warehouse, second, 'second', { runId: 'run-3' })
  expect(await ask(warehouse, 'SELECT "ID", "VERSION_NUMBER", "TITLE" FROM "ITEMS" ORDER BY "ID"')).toEqual(
    landed,
  )
  expect(await warehouse.readState('demo', 'items')).toEqual({ sequence: 2, state: { state: 'second' } })
}

const put = /^PUT/
const copy = /^COPY INTO/
const merge = /^MERGE INTO "CONFLUENCE"\."RAW"\."ITEMS"/
const begin = /^BEGIN/
const commit = /^COMMIT/

const mended: readonly [string, Fault][] = [
  ['an upload fails', { on: put, how: 'refuse', code: '253003' }],
  ['an upload reports success without a status', { on: put, how: 'without_status' }],
  ['the session token expires', { on: merge, how: 'session_expired' }],
  ['Snowflake is away for a moment', { on: merge, how: 'unavailable' }],
  ['an answer takes long', { on: copy, how: 'slow' }],
  ['the connection breaks once before COMMIT', { on: commit, how: 'drop_before' }],
  ['the connection breaks once after COMMIT was applied', { on: commit, how: 'drop_after' }],
  ['the connection is gone before COMMIT', { on: commit, how: 'drop_before', times: everyAttempt }],
  ['the connection is gone after COMMIT was applied', { on: commit, how: 'drop_after', times: everyAttempt }],
  ['the session is gone at COMMIT', { on: commit, how: 'session_gone' }],
]

const broken: readonly [string, Fault, string][] = [
  ['uploads fail for good', { on: put, how: 'refuse', code: '253003', times: 4 }, 'upload_failed'],
  ['uploads report success without a status', { on: put, how: 'without_status', times: 4 }, 'upload_failed'],
  ['an upload hangs', { on: put, how: 'hang' }, 'upload_stuck'],
  ['the token of the stage expires each time', { on: put, how: 'cloud_stage', times: 4 }, 'upload_failed'],
  ['COPY loads fewer rows', { on: copy, how: 'fewer_rows' }, 'rows_lost'],
  ['COPY fails', { on: copy, how: 'refuse', code: '100069' }, 'row_too_large'],
  ['the session is gone at COPY', { on: copy, how: 'session_gone' }, 'session_lost'],
  ['the session is gone at BEGIN', { on: begin, how: 'session_gone' }, 'session_lost'],
  [
    'staged rows are double',
    { on: merge, how: 'refuse', code: '100090', sqlState: '42P18' },
    'duplicate_rows',
  ],
  ['the session is gone at MERGE', { on: merge, how: 'session_gone' }, 'session_lost'],
  ['MERGE hangs', { on: merge, how: 'hang' }, 'timed_out'],
  ['Snowflake stays away', { on: merge, how: 'unavailable', times: everyAttempt }, 'unavailable'],
  [
    'the connection is gone at MERGE',
    { on: merge, how: 'drop_after', times: everyAttempt },
    'connection_lost',
  ],
  [
    'the state cannot be stored',
    { on: /^UPDATE .*"_SYNC_STATE"/, how: 'refuse', code: '000625' },
    'state_conflict',
  ],
  ['COMMIT is answered by a lock', { on: commit, how: 'refuse', code: '000625', times: 3 }, 'state_conflict'],
]

describe('a run is right by itself when', () => {
  test.each(mended)('%s', async (_name, fault) => {
    using _ = withoutPauses()
    expect(await landTwice([fault], impatience())).toBeUndefined()
    await expectRightAfterRerun()
  })
})

describe('a failed run leaves nothing half, and the next one is right, when', () => {
  test.each(broken)('%s', async (_name, fault, code) => {
    using _ = withoutPauses()
    using _cloud = expiredCloud()
    const isStuck = () => server.hanging > 0
    expect(await landTwice([fault], impatience(isStuck))).toMatchObject({ code })
    await expectRightAfterRerun()
  })

  test('no session can be opened', async () => {
    const failure = { code: 'unavailable' }
    const options = { limits: { loginRetries: 0 } }
    expect(await landTwice([{ on: 'login', how: 'unavailable' }], options)).toMatchObject(failure)
    await expectRightAfterRerun()
  })
})

describe('two runners at once', () => {
  async function race(together: boolean) {
    await using one = await open()
    await using other = await open()
    await one.migrate('demo', [items])
    await landBatch(one, first, 'first', { runId: 'run-1' })
    const { sequence } = await one.readState('demo', 'items')
    await using mine = await openItems(one, { runId: 'run-2', sequence })
    await using theirs = await openItems(other, { runId: 'run-3', sequence })
    const landMine = () => land(mine, second, 1, 'second')
    const landTheirs = () => land(theirs, second, 1, 'second')
    const [won, lost] = together
      ? await Promise.allSettled([landMine(), landTheirs()])
      : [...(await Promise.allSettled([landMine()])), ...(await Promise.allSettled([landTheirs()]))]
    return [won, lost].sort((a, b) => a!.status.localeCompare(b!.status))
  }

  test.each([
    ['one after the other', false],
    ['together', true],
  ])('%s: one wins, the other says so', async (_name, together) => {
    const [won, lost] = await race(together)
    expect(won).toMatchObject({ status: 'fulfilled', value: { new: 1, changed: 1 } })
    expect(lost).toMatchObject({ status: 'rejected', reason: { kind: 'transient', code: 'state_conflict' } })
    await expectRightAfterRerun()
  })
})
