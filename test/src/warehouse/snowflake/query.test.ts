import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SyncError } from '../../../../src/contract/errors.ts'
import type { Warehouse } from '../../../../src/contract/warehouse.ts'
import { connectSnowflake } from '../../../../src/warehouse/snowflake/driver/connect.ts'
import { readAnswer } from '../../../../src/warehouse/snowflake/driver/values.ts'
import { openSnowflake } from '../../../../src/warehouse/snowflake/open.ts'
import { item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'
import { settingsFor } from '../../../support/snowflake/double.ts'
import { openSqlEngine } from '../../../support/snowflake/engine.ts'
import { type Meddling, meddling } from '../../../support/snowflake/meddling.ts'
import { openSnowflakeServer, type SnowflakeServer } from '../../../support/snowflake/server.ts'
import type { SqlEngine } from '../../../support/snowflake/sql-engine.ts'

let engine: SqlEngine
let server: SnowflakeServer
let sessions: Meddling
let warehouse: Warehouse

beforeEach(async () => {
  engine = await openSqlEngine()
  server = await openSnowflakeServer({ engine })
  const settings = settingsFor(server.url)
  sessions = meddling(connectSnowflake(settings))
  warehouse = await openSnowflake({ ...settings, openSession: sessions.open })
  await warehouse.migrate('demo', [items])
  await using load = await openItems(warehouse)
  await land(load, [item('1', 1), item('2', 1), item('3', 1)])
  sessions.statements.length = 0
})
afterEach(async () => {
  await warehouse[Symbol.asyncDispose]()
  expect(server.problems).toEqual([])
  await server[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

const ids = 'select id from items order by id'
const never = new AbortController().signal
const wanted = () => sessions.statements.filter((sql) => sql.includes('ROWS_PER_RESULTSET'))

test('bounds are told to Snowflake, and hold for that query alone', async () => {
  expect((await warehouse.query(ids, { rows: 2, signal: never })).rows).toEqual([['1'], ['2']])
  expect((await warehouse.query(ids)).rows).toEqual([['1'], ['2'], ['3']])
  expect(wanted()).toEqual([
    'ALTER SESSION SET ROWS_PER_RESULTSET = 2, STATEMENT_TIMEOUT_IN_SECONDS = 60',
    'ALTER SESSION SET ROWS_PER_RESULTSET = 0, STATEMENT_TIMEOUT_IN_SECONDS = 3600',
  ])
})

test('a query that is called off is stopped in Snowflake, and the next one is answered', async () => {
  server.faults.arm({ on: /from items/, how: 'hang' })
  const stopper = new AbortController()
  const asked = warehouse.query(ids, { rows: 9, signal: stopper.signal })
  const stopped = expect(asked).rejects.toMatchObject({ kind: 'config', code: 'query_stopped' })
  await vi.waitFor(() => expect(server.hanging).toBe(1), { interval: 1, timeout: 10_000 })
  stopper.abort()
  await stopped
  expect(server.aborts).toBe(1)
  expect((await warehouse.query(ids, { rows: 1, signal: never })).rows).toEqual([['1']])
})

test('a query that is called off before its turn asks nothing', async () => {
  const asked = warehouse.query(ids, { rows: 9, signal: AbortSignal.abort() })
  await expect(asked).rejects.toMatchObject({ code: 'query_stopped' })
  expect(sessions.statements.filter((sql) => sql === ids)).toEqual([])
})

test('a query that takes too long says so, and is no failure of the warehouse', async () => {
  sessions.meddle = (statement, run) => {
    if (statement.sql !== ids) return run(statement)
    throw new SyncError('transient', 'It was cancelled.', { code: 'statement_stopped' })
  }
  const asked = warehouse.query(ids, { rows: 9, signal: never })
  await expect(asked).rejects.toMatchObject({ kind: 'config', code: 'query_stopped' })
  await expect(warehouse.query(ids)).rejects.toMatchObject({ code: 'statement_stopped' })
})

const text = [{ getName: () => 'BODY', getType: () => 'text' }]

test('of a bounded answer no more is fetched than is wanted', async () => {
  let fetched = 0
  async function* rows() {
    for (;;) {
      fetched += 1
      yield [`${fetched}`]
    }
  }
  const answer = await readAnswer(text, Readable.from(rows(), { highWaterMark: 1 }), 3)
  expect(answer.rows).toEqual([['1'], ['2'], ['3']])
  expect(fetched).toBeLessThan(10)
})

test('an answer that nobody could look at is refused, and one for a program is not', async () => {
  const body = 'x'.repeat(1024 * 1024)
  const large = () => Readable.from(Array.from({ length: 65 }, () => [body]))
  await expect(readAnswer(text, large(), 100)).rejects.toMatchObject({
    kind: 'config',
    code: 'answer_too_large',
    message: expect.stringContaining('fewer rows'),
  })
  expect((await readAnswer(text, large())).rows.length).toBe(65)
})
