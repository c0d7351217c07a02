import { afterEach, expect } from 'vitest'
import { openSnowflake } from '../../../../src/warehouse/snowflake/open.ts'
import { warehouseContract } from '../../../contracts/warehouse-contract.ts'
import { inUpperCase } from '../../../contracts/warehouse-spelling.ts'
import { openSqlEngine } from '../../../support/snowflake/engine.ts'
import { inProcess } from '../../../support/snowflake/in-process-session.ts'

const names = { database: 'CONFLUENCE', schema: 'RAW', stagingSchema: 'RAW_STG' }
const unknown: string[] = []

afterEach(() => {
  expect(unknown.splice(0)).toEqual([])
})

warehouseContract(
  'Snowflake over the engine',
  async (options) => {
    const engine = await openSqlEngine()
    const warehouse = await openSnowflake({
      ...names,
      openSession: inProcess(engine),
      maximumRowBytes: 64 * 1024,
      ...options,
    })
    return {
      ...warehouse,
      async [Symbol.asyncDispose]() {
        await warehouse[Symbol.asyncDispose]()
        unknown.push(...engine.unknown)
        await engine[Symbol.asyncDispose]()
      },
    }
  },
  inUpperCase(names.schema),
)
