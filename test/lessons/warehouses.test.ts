import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import { openDuckdb } from '../../src/warehouse/duckdb/open.ts'
import { connectSnowflake } from '../../src/warehouse/snowflake/driver/connect.ts'
import { openSnowflake } from '../../src/warehouse/snowflake/open.ts'
import { ask, at, counts, item, items, land, openItems } from '../contracts/warehouse-tables.ts'
import { settingsFor } from '../support/snowflake/double.ts'
import { openSqlEngine } from '../support/snowflake/engine.ts'
import { openSnowflakeServer, type SnowflakeServer } from '../support/snowflake/server.ts'
import type { SqlEngine } from '../support/snowflake/sql-engine.ts'

let engine: SqlEngine
let server: SnowflakeServer
let warehouse: Warehouse
const names = { database: 'CONFLUENCE', schema: 'RAW', stagingSchema: 'RAW_STG' }

beforeEach(async () => {
  engine = await openSqlEngine()
  server = await openSnowflakeServer({ engine })
  warehouse = await openSnowflake({ ...names, openSession: connectSnowflake(settingsFor(server.url)) })
  await warehouse.migrate('demo', [items])
})
afterEach(async () => {
  await warehouse[Symbol.asyncDispose]()
  expect(server.problems).toEqual([])
  await server[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

async function landTwo() {
  await using load = await openItems(warehouse)
  const before = server.statements.length
  await land(load, [item('1', 1), item('2', 1)])
  return server.statements.slice(before)
}

describe('in Snowflake', () => {
  it('a file that cannot be loaded whole fails the batch, and nothing lands [airbyte #27124]', async () => {
    server.faults.arm({ on: /^COPY/i, how: 'fewer_rows' })
    await expect(landTwo()).rejects.toThrow()
    expect(await ask(warehouse, 'select count(*) from items')).toEqual([0])
    const copies = (await landTwo()).filter((sql) => /^COPY/i.test(sql))
    expect(copies.length).toBeGreaterThan(0)
    for (const copy of copies) expect(copy).toMatch(/ON_ERROR = ABORT_STATEMENT/)
    expect(await ask(warehouse, 'select count(*) from items')).toEqual([2])
  })

  it('rows are merged, not deleted and written again [10 × the credits]', async () => {
    const statements = await landTwo()
    expect(statements.filter((sql) => /^MERGE INTO \S*"ITEMS"/i.test(sql.trim()))).toHaveLength(1)
    expect(statements.filter((sql) => /^DELETE FROM \S*"ITEMS"/i.test(sql.trim()))).toEqual([])
  })

  it('names can be typed without quotes [airbyte #30010]', async () => {
    await landTwo()
    expect(await ask(warehouse, 'select Title, _SYNCED_at is not null from Items where ID = 1')).toEqual([
      ['a', true],
    ])
  })

  it('an upload is a file on disk, never a stream through memory [estuary #50]', async () => {
    const uploads = (await landTwo()).filter((sql) => /^PUT/i.test(sql))
    expect(uploads.length).toBeGreaterThan(0)
    for (const upload of uploads) expect(upload).toMatch(/^PUT 'file:\/\/\/.+\.gz'/)
  })

  it('rows and state are one transaction [commits its sync state]', async () => {
    const kinds = (await landTwo()).map(
      (sql) => /^(BEGIN|COMMIT|MERGE INTO \S*"ITEMS"|\w+ \S*"_SYNC_STATE")/i.exec(sql)?.[0],
    )
    const steps = kinds.filter((kind) => kind !== undefined)
    const begin = steps.lastIndexOf('BEGIN')
    const merge = steps.findIndex((step) => step.startsWith('MERGE INTO'))
    const state = steps.findLastIndex((step) => step.includes('_SYNC_STATE'))
    expect([begin, merge, state, steps.indexOf('COMMIT', begin)].toSorted((a, b) => a - b)).toEqual([
      begin,
      merge,
      state,
      steps.indexOf('COMMIT', begin),
    ])
  })
})

describe('in DuckDB', () => {
  it('rows and state are one transaction too: a state that is not the expected one takes the rows along [commits its sync state]', async () => {
    await using local = await openDuckdb({ path: ':memory:' })
    await local.migrate('demo', [items])
    await using winner = await openItems(local)
    await using loser = await openItems(local)
    expect(await land(winner, [item('1', 1, 'winner')])).toEqual(counts({ new: 1 }))
    await loser.stage([item('1', 2, 'loser'), item('2', 1)])
    await expect(loser.commit({ state: 'x', at: at(1) })).rejects.toMatchObject({ code: 'state_conflict' })
    expect(await ask(local, 'select title from items')).toEqual(['winner'])
  })
})
