import { readFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import { connectSnowflake } from '../../src/warehouse/snowflake/driver/connect.ts'
import type { SnowflakeAuthentication } from '../../src/warehouse/snowflake/driver/settings.ts'
import { openSnowflake } from '../../src/warehouse/snowflake/open.ts'
import { named } from '../../src/warehouse/snowflake/site.ts'
import { warehouseContract } from '../contracts/warehouse-contract.ts'
import { inUpperCase } from '../contracts/warehouse-spelling.ts'

const needed = ['SNOWFLAKE_ACCOUNT', 'SNOWFLAKE_USER', 'SNOWFLAKE_WAREHOUSE', 'SNOWFLAKE_DATABASE'] as const
const schema = `CONTRACT_${process.pid}_${Date.now()}`

/** A token, or the file of a private key. */
function authentication(): SnowflakeAuthentication | undefined {
  const { SNOWFLAKE_TOKEN: token, SNOWFLAKE_PRIVATE_KEY_FILE: file } = process.env
  if (token !== undefined) return { method: 'programmatic_access_token', token }
  return file === undefined ? undefined : { method: 'key_pair', privateKey: readFileSync(file, 'utf8') }
}

const auth = authentication()
const missing: readonly string[] = [
  ...needed.filter((name) => process.env[name] === undefined),
  ...(auth === undefined ? ['SNOWFLAKE_TOKEN or SNOWFLAKE_PRIVATE_KEY_FILE'] : []),
]

if (auth === undefined || missing.length > 0) {
  describe('a Snowflake account', () => {
    test.skip(`lands as the contract says: not tried, because ${missing.join(', ')} is not set`, () => {})
  })
} else contractOn(auth)

/** Each test has a schema of its own, which its role must be allowed to create and which is dropped after it. */
function contractOn(credentials: SnowflakeAuthentication): void {
  const value = (name: (typeof needed)[number]) => process.env[name] ?? ''
  const role = process.env['SNOWFLAKE_ROLE']
  const names = { database: value('SNOWFLAKE_DATABASE'), schema, stagingSchema: schema }
  const openSession = connectSnowflake({
    type: 'snowflake',
    account: value('SNOWFLAKE_ACCOUNT'),
    user: value('SNOWFLAKE_USER'),
    warehouse: value('SNOWFLAKE_WAREHOUSE'),
    ...(role === undefined ? {} : { role }),
    auth: credentials,
    ...names,
  })
  const administer = async (sql: string) => {
    await using session = await openSession({ app: 'confluence-sync', purpose: 'contract' })
    await session.run({ sql, values: [] })
  }
  const full = named(names.database, schema)
  warehouseContract(
    'A Snowflake account',
    async (options) => {
      await administer(`CREATE OR REPLACE TRANSIENT SCHEMA ${full}`)
      const warehouse = await openSnowflake({ ...names, openSession, maximumRowBytes: 64 * 1024, ...options })
      return {
        ...warehouse,
        async [Symbol.asyncDispose]() {
          await warehouse[Symbol.asyncDispose]()
          await administer(`DROP SCHEMA IF EXISTS ${full}`)
        },
      }
    },
    inUpperCase(schema),
  )
}
