import { createRequire } from 'node:module'
import '../../../../src/app.ts'
import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { warehouseKinds } from '../../../../src/warehouse/kinds.ts'

// A process that knows of every kind of warehouse and uses DuckDB alone: tells whether it loaded Snowflake's driver.
{
  await using warehouse = await openDuckdb({ path: ':memory:' })
  await warehouse.check()
}
const loaded = Object.keys(createRequire(import.meta.url).cache).some((path) =>
  path.includes('snowflake-sdk'),
)
process.stdout.write(JSON.stringify({ kinds: Object.keys(warehouseKinds), loaded }))
