import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { warehouseContract } from '../../../contracts/warehouse-contract.ts'

const maximumRowBytes = 64 * 1024
let folder = ''
let files = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warehouse-'))
})
afterAll(() => rm(folder, { recursive: true }))

warehouseContract('DuckDB in memory', (options) =>
  openDuckdb({ path: ':memory:', maximumRowBytes, ...options }),
)

// A file called main.db makes a catalog of the schema's own name, which DuckDB finds ambiguous.
warehouseContract('DuckDB in a file', async (options) => {
  files += 1
  await mkdir(join(folder, `${files}`))
  const path = join(folder, `${files}`, 'main.db')
  return openDuckdb({ path, maximumRowBytes, schema: files % 2 === 0 ? 'main' : 'Ra w"', ...options })
})
