import { afterEach, expect } from 'vitest'
import { connectSnowflake } from '../../../../../src/warehouse/snowflake/driver/connect.ts'
import { openSnowflake } from '../../../../../src/warehouse/snowflake/open.ts'
import { warehouseContract } from '../../../../contracts/warehouse-contract.ts'
import { inUpperCase } from '../../../../contracts/warehouse-spelling.ts'
import { settingsFor } from '../../../../support/snowflake/double.ts'
import { openSqlEngine } from '../../../../support/snowflake/engine.ts'
import { openSnowflakeServer } from '../../../../support/snowflake/server.ts'

const names = { database: 'CONFLUENCE', schema: 'RAW', stagingSchema: 'RAW_STG' }
const problems: unknown[] = []

afterEach(() => {
  expect(problems.splice(0)).toEqual([])
})

warehouseContract(
  'Snowflake over its driver',
  async (options) => {
    const engine = await openSqlEngine()
    const server = await openSnowflakeServer({ engine })
    const openSession = connectSnowflake(settingsFor(server.url))
    const warehouse = await openSnowflake({ ...names, openSession, maximumRowBytes: 64 * 1024, ...options })
    return {
      ...warehouse,
      async [Symbol.asyncDispose]() {
        await warehouse[Symbol.asyncDispose]()
        problems.push(...server.problems, ...server.telemetry)
        if (server.openSessions > 0) problems.push(`${server.openSessions} sessions were left open`)
        await server[Symbol.asyncDispose]()
        await engine[Symbol.asyncDispose]()
      },
    }
  },
  inUpperCase(names.schema),
)
