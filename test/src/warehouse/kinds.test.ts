import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { warehouseKinds } from '../../../src/warehouse/kinds.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinds-'))
afterAll(() => rmSync(folder, { recursive: true }))

const options = { folder, create: true, signal: new AbortController().signal }

const memoryOf = async (settings: object) => {
  const configured = warehouseKinds.duckdb((schema) => schema.parse({ ...settings, path: 'wiki.duckdb' }))
  await using warehouse = await configured.open(options)
  await warehouse.migrate('demo', [])
  return (await warehouse.query("select current_setting('memory_limit')")).rows
}

test('DuckDB takes the memory that it is given', async () => {
  expect(await memoryOf({ type: 'duckdb' })).toEqual([['488.2 MiB']])
  expect(await memoryOf({ type: 'duckdb', memoryMegabytes: 1024 })).toEqual([['976.5 MiB']])
})

test.each([64, 256.5, '256MB'])('DuckDB is not opened with %s megabytes', async (memoryMegabytes) => {
  await expect(memoryOf({ type: 'duckdb', memoryMegabytes })).rejects.toThrow()
})
