import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mostMemory, openMemory } from '../../../../src/warehouse/duckdb/memory.ts'

let instance: DuckDBInstance
beforeEach(async () => {
  instance = await DuckDBInstance.create(':memory:', { memory_limit: mostMemory })
})
afterEach(() => instance.closeSync())

const limit = async () => {
  const connection = await instance.connect()
  const { value } =
    (await connection.runAndReadAll("SELECT current_setting('memory_limit') AS value")).getRowObjects()[0] ??
    {}
  connection.closeSync()
  return value
}

test('it may take the most until it has given back, then what its rows need', async () => {
  const memory = openMemory(instance, undefined)
  await memory.makeRoom(1_000, 10_000_000)
  expect(await limit()).toBe('488.2 MiB')
  await memory.giveBack()
  expect(await limit()).toBe('100.1 MiB')
})

test('larger rows make room at once and for good, up to the most', async () => {
  const memory = openMemory(instance, undefined)
  await memory.giveBack()
  await memory.makeRoom(100, 5_000_000)
  expect(await limit()).toBe('256.5 MiB')
  await memory.makeRoom(100, 1_000_000)
  await memory.giveBack()
  expect(await limit()).toBe('256.5 MiB')
  await memory.makeRoom(1, 16_000_000)
  expect(await limit()).toBe('488.2 MiB')
})

test('millions of rows make room for what is held of each', async () => {
  const memory = openMemory(instance, undefined)
  await memory.giveBack()
  await memory.makeRoom(1_000_000, 0)
  expect(await limit()).toBe('61.9 MiB')
  await memory.makeRoom(4_000_000, 0)
  expect(await limit()).toBe('187.8 MiB')
})

test('what the user lets it take stays', async () => {
  const memory = openMemory(instance, '300MB')
  await memory.giveBack()
  await memory.makeRoom(1, 16_000_000)
  expect(await limit()).toBe('286.1 MiB')
})
