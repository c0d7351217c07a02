import { afterEach, beforeEach, expect, test } from 'vitest'
import { SyncError } from '../../../../src/contract/errors.ts'
import type { Warehouse } from '../../../../src/contract/warehouse.ts'
import { openSnowflake } from '../../../../src/warehouse/snowflake/open.ts'
import { ask, at, counts, item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'
import { openSqlEngine } from '../../../support/snowflake/engine.ts'
import { inProcess } from '../../../support/snowflake/in-process-session.ts'
import { type Meddling, meddling } from '../../../support/snowflake/meddling.ts'
import type { SqlEngine } from '../../../support/snowflake/sql-engine.ts'

const names = { database: 'CONFLUENCE', schema: 'RAW', stagingSchema: 'RAW_STG' }
const lost = () => new SyncError('transient', 'The connection broke off.', { code: 'connection_lost' })

let engine: SqlEngine
let sessions: Meddling
let warehouse: Warehouse
let now = at(0)
beforeEach(async () => {
  engine = await openSqlEngine()
  sessions = meddling(inProcess(engine))
  now = at(0)
  warehouse = await openSnowflake({ ...names, openSession: sessions.open, now: () => now })
  await warehouse.migrate('demo', [items])
})
afterEach(async () => {
  await warehouse[Symbol.asyncDispose]()
  expect(engine.unknown).toEqual([])
  await engine[Symbol.asyncDispose]()
})

/** Loses the answers of some COMMITs, by their number from now on, before or after they are made. */
function loseCommits(which: readonly number[], made: boolean): void {
  let commits = 0
  sessions.meddle = async (statement, run) => {
    if (statement.sql !== 'COMMIT') return run(statement)
    commits += 1
    if (!which.includes(commits)) return run(statement)
    if (made) await run(statement)
    throw lost()
  }
}

const copies = () => sessions.statements.filter((sql) => sql.startsWith('COPY')).length
const files = () => ask(warehouse, 'select count(*) from items')

test('a COMMIT that was made without an answer is made once', async () => {
  await using load = await openItems(warehouse)
  loseCommits([1], true)
  expect(await land(load, [item('1', 1), item('2', 1)])).toEqual(counts({ new: 2 }))
  expect(copies()).toBe(1)
  expect(await land(load, [item('2', 2)])).toEqual(counts({ changed: 1 }))
  expect(await files()).toEqual([2])
  expect((await warehouse.readState('demo', 'items')).sequence).toBe(2)
})

test('a COMMIT that was not made is made again, from the files on the stage', async () => {
  await using load = await openItems(warehouse)
  loseCommits([1, 2], false)
  expect(await land(load, [item('1', 1)])).toEqual(counts({ new: 1 }))
  expect(copies()).toBe(3)
  expect((await warehouse.readState('demo', 'items')).sequence).toBe(1)
})

test('a COMMIT that is lost again and again fails, and nothing of it landed', async () => {
  await using load = await openItems(warehouse)
  loseCommits([1, 2, 3], false)
  await expect(land(load, [item('1', 1)])).rejects.toMatchObject({ code: 'connection_lost' })
  expect(await files()).toEqual([0])
  await using next = await openItems(warehouse)
  expect(await land(next, [item('1', 1)])).toEqual(counts({ new: 1 }))
})

test('a lost COMMIT that another run has overtaken says so', async () => {
  await using load = await openItems(warehouse)
  await using other = await openItems(warehouse, { runId: 'run-2' })
  let lose = true
  sessions.meddle = async (statement, run) => {
    if (statement.sql !== 'COMMIT' || !lose) return run(statement)
    lose = false
    await run({ sql: 'ROLLBACK', values: [] })
    await land(other, [item('1', 1, 'other')])
    throw lost()
  }
  await expect(land(load, [item('1', 1, 'mine')])).rejects.toMatchObject({ code: 'state_conflict' })
  expect(await ask(warehouse, 'select title from items')).toEqual(['other'])
})

test('a failure inside the transaction rolls it back, and the rows may land in another load', async () => {
  await using load = await openItems(warehouse)
  sessions.meddle = (statement, run) => {
    if (!statement.sql.includes('PARSE_JSON(?)')) return run(statement)
    sessions.meddle = (again, carryOut) => carryOut(again)
    return Promise.reject(lost())
  }
  await expect(land(load, [item('1', 1)])).rejects.toMatchObject({ code: 'connection_lost' })
  expect(sessions.statements).toContain('ROLLBACK')
  expect(await files()).toEqual([0])
  await using next = await openItems(warehouse)
  expect(await land(next, [item('1', 1)])).toEqual(counts({ new: 1 }))
})

test('a COPY that loads fewer rows than were written lands nothing', async () => {
  await using load = await openItems(warehouse)
  sessions.meddle = async (statement, run) => {
    const answer = await run(statement)
    if (!statement.sql.startsWith('COPY')) return answer
    const column = answer.columns.indexOf('rows_loaded')
    return { ...answer, rows: answer.rows.map((row) => row.with(column, Number(row[column]) - 1)) }
  }
  await expect(land(load, [item('1', 1), item('2', 1)])).rejects.toMatchObject({ code: 'rows_lost' })
  expect(await files()).toEqual([0])
})

test('what a dead run left on the stage is removed by a later one, and what a live one has there is not', async () => {
  const dead = await openItems(warehouse, { runId: 'dead' })
  sessions.meddle = (statement, run) =>
    /^(COPY|REMOVE)/.test(statement.sql) ? Promise.reject(lost()) : run(statement)
  await expect(land(dead, [item('1', 1)])).rejects.toMatchObject({ code: 'connection_lost' })
  await dead[Symbol.asyncDispose]()
  sessions.meddle = (statement, run) => run(statement)
  const removed = async (later: Date) => {
    now = later
    const before = sessions.statements.length
    let names: readonly unknown[] = []
    sessions.meddle = async (statement, run) => {
      const answer = await run(statement)
      if (statement.sql.includes('PATTERN')) names = answer.rows.map(([name]) => name)
      return answer
    }
    await using _load = await openItems(warehouse, { runId: 'later' })
    expect(sessions.statements.length).toBeGreaterThan(before)
    return names
  }
  expect(await removed(at(24 * 60))).toEqual([])
  expect(await removed(at(2 * 24 * 60))).toEqual([
    expect.stringMatching(/^sync_stage\/demo\/items\/day-\d+\/dead\/[\w-]+\/items-.*\.ndjson\.gz$/),
  ])
  expect(await removed(at(3 * 24 * 60))).toEqual([])
})

test('each session says on whose behalf it works', async () => {
  await using _load = await openItems(warehouse)
  expect(sessions.tags).toEqual([
    { app: 'confluence-sync' },
    { app: 'confluence-sync', sync: 'demo', stream: 'items', run: 'run-1' },
  ])
})

test('a check names the grant that is missing', async () => {
  const forbidden = new SyncError('config', 'no', { code: 'not_authorized' })
  const cases = {
    'CREATE TEMPORARY STAGE':
      'GRANT USAGE, CREATE STAGE ON SCHEMA "CONFLUENCE"."RAW_STG" TO ROLE "SYNC_ROLE"',
    'CREATE TRANSIENT TABLE': 'GRANT USAGE, CREATE TABLE ON SCHEMA "CONFLUENCE"."RAW" TO ROLE "SYNC_ROLE"',
  }
  for (const [start, grant] of Object.entries(cases)) {
    sessions.meddle = (statement, run) =>
      statement.sql.startsWith(start) ? Promise.reject(forbidden) : run(statement)
    await expect(warehouse.check()).rejects.toMatchObject({
      code: 'grant_missing',
      message: expect.stringContaining(grant),
    })
  }
  sessions.meddle = async (statement, run) => {
    const answer = await run(statement)
    return statement.sql.includes('CURRENT_WAREHOUSE')
      ? { ...answer, rows: [['SYNC_ROLE', null, 'X']] }
      : answer
  }
  await expect(warehouse.check()).rejects.toMatchObject({
    message: expect.stringContaining('USAGE ON WAREHOUSE'),
  })
})

test('a role that may not widen a table is told what its owner runs; comments are not worth a failure', async () => {
  sessions.meddle = (statement, run) =>
    /^(ALTER TABLE|COMMENT)/.test(statement.sql)
      ? Promise.reject(new SyncError('config', 'no', { code: 'not_authorized' }))
      : run(statement)
  await warehouse.migrate('demo', [{ ...items, comment: 'another' }])
  const added = ['x', 'y'].map((name) => ({ field: name, name, type: 'text' as const, nullable: true }))
  const wider = { ...items, columns: [...items.columns, ...added] }
  const alter = (name: string) =>
    `ALTER TABLE "CONFLUENCE"."RAW"."ITEMS" ADD COLUMN IF NOT EXISTS "${name}" VARCHAR(16777216);`
  await expect(warehouse.migrate('demo', [wider])).rejects.toMatchObject({
    code: 'owner_needed',
    message: expect.stringContaining(`${alter('X')} ${alter('Y')}`),
  })
})

test('a stage that an administrator made needs no right to create one', async () => {
  sessions.meddle = (statement, run) =>
    statement.sql.startsWith('CREATE STAGE')
      ? Promise.reject(new SyncError('config', 'no', { code: 'not_authorized' }))
      : run(statement)
  await warehouse.migrate('demo', [items])
})
