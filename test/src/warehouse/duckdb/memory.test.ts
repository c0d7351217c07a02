import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SyncError } from '../../../../src/contract/errors.ts'
import { mostMemory, openMemory } from '../../../../src/warehouse/duckdb/memory.ts'

let folder = ''
let instance: DuckDBInstance
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-'))
  instance = await DuckDBInstance.create(':memory:', {
    memory_limit: mostMemory,
    temp_directory: join(folder, 'spill'),
  })
})
afterEach(async () => {
  instance.closeSync()
  await rm(folder, { recursive: true })
})

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

test('rows make room for what DuckDB may hold of each, until it is found out', async () => {
  const memory = openMemory(instance, undefined)
  await memory.giveBack()
  await memory.makeRoom(1_000_000, 0)
  expect(await limit()).toBe('91.5 MiB')
  await memory.giveBack()
  expect(await limit()).toBe('61.0 MiB')
})

test('what runs out of memory is done once more with the most, until that is given back', async () => {
  const memory = openMemory(instance, undefined)
  await memory.giveBack()
  const limits: unknown[] = []
  const work = async () => {
    limits.push(await limit())
    if (limits.length === 1) throw new SyncError('transient', 'too little', { code: 'out_of_memory' })
    return 'done'
  }
  expect(await memory.orWithTheMost(work)).toBe('done')
  await memory.makeRoom(1, 0)
  expect(limits).toEqual(['61.0 MiB', '488.2 MiB'])
  expect(await limit()).toBe('488.2 MiB')
  await memory.giveBack()
  expect(await limit()).toBe('61.0 MiB')
})

test('what fails otherwise is not done again', async () => {
  const memory = openMemory(instance, undefined)
  let times = 0
  const work = async () => {
    times += 1
    throw new SyncError('transient', 'gone', { code: 'disk_full' })
  }
  await expect(memory.orWithTheMost(work)).rejects.toMatchObject({ code: 'disk_full' })
  expect(times).toBe(1)
})

test('commits go on however many of them end within a row group', async () => {
  const connection = await instance.connect()
  await connection.run(`ATTACH '${join(folder, 'file.duckdb')}' AS file (ROW_GROUP_SIZE 8192)`)
  await connection.run('CREATE TABLE file.landed (id INTEGER); CREATE TABLE file.seen (id INTEGER)')
  const memory = openMemory(instance, undefined)
  const rows = 3_750
  const commits = 340
  for (let commit = 0; commit < commits; commit += 1) {
    await memory.makeRoom(rows, 0)
    const some = `FROM range(${rows}) r(i)`
    await connection.run(`BEGIN; INSERT INTO file.landed ${some}; INSERT INTO file.seen ${some}; COMMIT`)
    await memory.giveBack()
  }
  const answer = await connection.runAndReadAll('SELECT count(*)::integer FROM file.landed')
  expect(answer.getRows()).toEqual([[rows * commits]])
  connection.closeSync()
})

test('what cannot be given back is no failure of what was committed', async () => {
  const closed = await DuckDBInstance.create(':memory:')
  const memory = openMemory(closed, undefined)
  closed.closeSync()
  await memory.giveBack()
})

test('what the user lets it take stays', async () => {
  const memory = openMemory(instance, '300MB')
  await memory.giveBack()
  await memory.makeRoom(1, 16_000_000)
  expect(await limit()).toBe('286.1 MiB')
})
