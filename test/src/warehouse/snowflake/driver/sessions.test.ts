import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type ConnectOptions,
  connectSnowflake,
} from '../../../../../src/warehouse/snowflake/driver/connect.ts'
import { done, openSmallDouble, type SmallDouble, settingsFor } from '../../../../support/snowflake/double.ts'
import { everyAttempt } from '../../../../support/snowflake/faults.ts'
import { withoutPauses } from '../../../../support/snowflake/impatient.ts'
import { never, passing } from '../../../../support/snowflake/sleeps.ts'
import type { SqlAnswer } from '../../../../support/snowflake/sql-engine.ts'

const everyType: SqlAnswer = {
  kind: 'select',
  columns: [
    { name: 'SMALL', type: 'fixed' },
    { name: 'LARGE', type: 'fixed' },
    { name: 'SHARE', type: 'real' },
    { name: 'WORD', type: 'text' },
    { name: 'FLAG', type: 'boolean' },
    { name: 'RAW', type: 'variant' },
    { name: 'DAY', type: 'date' },
    { name: 'AT', type: 'timestamp_tz' },
  ],
  rows: [
    [
      '42',
      '90071992547409931',
      '1.5',
      'naïve 😀',
      '1',
      '{"a":function(){}}',
      '19675',
      '1700000000.123000000 1560',
    ],
    [null, null, null, null, null, null, null, null],
    ['-1', '9007199254740991', '1e-300', '', '0', '"text"', '0', '-1.500000000 1440'],
  ],
}

const merged: SqlAnswer = {
  kind: 'merge',
  columns: [
    { name: 'number of rows inserted', type: 'fixed' },
    { name: 'number of rows updated', type: 'fixed' },
  ],
  rows: [['3', '2']],
}

let double: SmallDouble
beforeEach(async () => {
  double = await openSmallDouble({
    'SELECT * FROM T': everyType,
    'MERGE INTO T': merged,
    'SELECT ?, ?, ?, ?': done,
  })
})
afterEach(async () => {
  expect(double.server.problems).toEqual([])
  expect(double.server.telemetry).toEqual([])
  expect(double.server.faults.left).toEqual([])
  expect(double.server.openSessions).toBe(0)
  await double[Symbol.asyncDispose]()
})

const open = (options: ConnectOptions = {}) =>
  connectSnowflake(settingsFor(double.server.url), { ...options })({})
const sql = (text: string) => ({ sql: text, values: [] })

test('values come as what they are, and none is evaluated', async () => {
  await using session = await open()
  const answer = await session.run(sql('SELECT * FROM T'))
  expect(answer.columns).toEqual(['SMALL', 'LARGE', 'SHARE', 'WORD', 'FLAG', 'RAW', 'DAY', 'AT'])
  expect(answer.types).toEqual(everyType.columns.map(({ type }) => type))
  expect(answer.rows).toEqual([
    [
      42,
      '90071992547409931',
      1.5,
      'naïve 😀',
      true,
      '{"a":function(){}}',
      '2023-11-14',
      '2023-11-14T22:13:20.123Z',
    ],
    [null, null, null, null, null, null, null, null],
    [-1, 9007199254740991, 1e-300, '', false, '"text"', '1970-01-01', '1969-12-31T23:59:58.500Z'],
  ])
})

test('changed rows are told', async () => {
  await using session = await open()
  expect(await session.run(sql('MERGE INTO T'))).toMatchObject({ inserted: 3, updated: 2, deleted: 0 })
  expect(await session.run(sql('SELECT 1'))).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
})

test('values are bound, not written into the statement', async () => {
  await using session = await open()
  await session.run({ sql: 'SELECT ?, ?, ?, ?', values: ["o'clock", 7, null, true] })
  expect(double.engine.executed).toEqual([
    { sql: 'SELECT ?, ?, ?, ?', binds: ["o'clock", '7', null, 'true'] },
  ])
})

test('closing ends the session, and a second time does nothing', async () => {
  const session = await open()
  await session[Symbol.asyncDispose]()
  await session[Symbol.asyncDispose]()
  expect(double.engine.ended).toBe(1)
  await expect(session.run(sql('SELECT 1'))).rejects.toMatchObject({ code: 'session_lost' })
})

describe('a failed statement', () => {
  test.each([
    [
      '002003',
      "Database 'CONFLUENCE' does not exist or not authorized.",
      'config',
      /GRANT USAGE ON DATABASE CONFLUENCE TO ROLE SYNC_ROLE/,
    ],
    [
      '002003',
      "Schema 'CONFLUENCE.RAW_STG' does not exist or not authorized.",
      'config',
      /GRANT USAGE, CREATE STAGE ON SCHEMA CONFLUENCE\.RAW_STG TO ROLE SYNC_ROLE/,
    ],
    [
      '003001',
      "SQL access control error:\nInsufficient privileges to operate on schema 'RAW'.",
      'config',
      /GRANT USAGE, CREATE TABLE ON SCHEMA RAW TO ROLE SYNC_ROLE/,
    ],
    [
      '003001',
      "SQL access control error:\nInsufficient privileges to operate on table 'PAGES'.",
      'config',
      /GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE PAGES TO ROLE SYNC_ROLE/,
    ],
    [
      '000606',
      'No active warehouse selected in the current session.',
      'config',
      /GRANT USAGE ON WAREHOUSE SYNC_WH TO ROLE SYNC_ROLE/,
    ],
    [
      '090073',
      "Warehouse 'SYNC_WH' cannot be resumed because resource monitor 'M' has exceeded its quota.",
      'transient',
      /quota/,
    ],
    ['000625', "Statement 'a' has locked table 'T'", 'transient', /let it finish/],
    ['100090', 'Duplicate row detected during DML action', 'bug', /nothing was changed/],
    [
      '001003',
      'SQL compilation error:\nsyntax error line 1',
      'bug',
      /\(001003, 42000\): SQL compilation error: syntax error line 1/,
    ],
  ])('%s says what to do: %s', async (code, message, kind, says) => {
    double.server.faults.arm({ on: /MERGE/, how: 'refuse', code, message, sqlState: '42000' })
    await using session = await open()
    const failure = { kind, message: expect.stringMatching(says), request: { requestId: expect.any(String) } }
    await expect(session.run(sql('MERGE INTO T'))).rejects.toMatchObject(failure)
    // The session goes on: whoever failed has to roll back.
    await session.run(sql('SELECT 1'))
  })
})

describe('a session', () => {
  test('whose token expired goes on with a new one', async () => {
    double.server.faults.arm({ on: /MERGE/, how: 'session_expired' })
    await using session = await open()
    expect(await session.run(sql('MERGE INTO T'))).toMatchObject({ inserted: 3 })
    expect(double.server.tokenRenewals).toBe(1)
    expect(double.server.logins).toHaveLength(1)
  })

  test('that Snowflake ended is not used again', async () => {
    double.server.faults.arm({ on: /MERGE/, how: 'session_gone' })
    await using session = await open()
    await expect(session.run(sql('MERGE INTO T'))).rejects.toMatchObject({
      kind: 'transient',
      code: 'session_lost',
    })
    await expect(session.run(sql('SELECT 1'))).rejects.toMatchObject({ code: 'session_lost' })
    expect(double.server.statements).toEqual(['MERGE INTO T'])
  })

  test('waits for an answer that takes long', async () => {
    double.server.faults.arm({ on: /MERGE/, how: 'slow' })
    await using session = await open()
    expect(await session.run(sql('MERGE INTO T'))).toMatchObject({ inserted: 3, updated: 2 })
  })
})

describe('a connection that breaks', () => {
  test.each(['unavailable', 'drop_before', 'drop_after'] as const)('once (%s) is mended', async (how) => {
    using _ = withoutPauses()
    double.server.faults.arm({ on: /MERGE/, how })
    await using session = await open()
    expect(await session.run(sql('MERGE INTO T'))).toMatchObject({ inserted: 3 })
    expect(double.engine.executed).toHaveLength(1)
  })

  test.each([
    ['drop_before', 0],
    ['drop_after', 1],
  ] as const)('for good (%s) leaves the session in doubt', async (how, carriedOut) => {
    using _ = withoutPauses()
    double.server.faults.arm({ on: /COMMIT/, how, times: everyAttempt })
    await using session = await open()
    await expect(session.run(sql('COMMIT'))).rejects.toMatchObject({
      kind: 'transient',
      code: 'connection_lost',
    })
    await expect(session.run(sql('SELECT 1'))).rejects.toMatchObject({ code: 'session_lost' })
    expect(double.engine.executed).toHaveLength(carriedOut)
    expect(double.engine.ended).toBe(1)
  })
})

describe('a time limit', () => {
  const met = () => double.server.faults.left.length === 0
  const limits = { loginMs: 11, statementMs: 22, uploadMs: 33 }

  test('ends a statement, tells Snowflake so and gives the session up', async () => {
    double.server.faults.arm({ on: /MERGE/, how: 'hang' })
    await using session = await open({ limits, sleep: passing(22, met) })
    const expired = {
      kind: 'transient',
      code: 'timed_out',
      message: expect.stringContaining('longer than it may'),
    }
    await expect(session.run(sql('MERGE INTO T'))).rejects.toMatchObject(expired)
    await expect(session.run(sql('SELECT 1'))).rejects.toMatchObject({ code: 'session_lost' })
    expect(double.server.aborts).toBe(1)
    expect(double.engine.ended).toBe(1)
  })

  test('ends a login', async () => {
    double.server.faults.arm({ on: 'login', how: 'hang' })
    await expect(open({ limits, sleep: passing(11, met) })).rejects.toMatchObject({
      kind: 'transient',
      code: 'timed_out',
    })
  })

  test('is an hour for a statement, ten minutes for an upload, a minute for a login', async () => {
    const asked: number[] = []
    const sleep = (delayMs: number, signal: AbortSignal) => {
      asked.push(delayMs)
      return never(delayMs, signal)
    }
    const session = await open({ sleep })
    await session.run(sql('SELECT 1'))
    await session[Symbol.asyncDispose]()
    expect(asked).toEqual([60_000, 3_600_000, 10_000])
  })
})

test('calling off ends what is under way', async () => {
  const caller = new AbortController()
  double.server.faults.arm({ on: /MERGE/, how: 'hang' })
  await using session = await open({ signal: caller.signal })
  const running = session.run(sql('MERGE INTO T'))
  setImmediate(() => caller.abort())
  await expect(running).rejects.toMatchObject({ kind: 'transient', code: 'cancelled' })
  expect(double.engine.ended).toBe(1)
  // What has to be put in order afterwards still can be.
  await using after = await open({ signal: caller.signal })
  await after.run(sql('SELECT 1'))
})

test('sessions are apart', async () => {
  await using first = await open()
  await using second = await open()
  expect(double.server.openSessions).toBe(2)
  await Promise.all([first.run(sql('SELECT 1')), second.run(sql('SELECT 1'))])
})
