import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { ask, item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-'))
  path = join(folder, 'site.duckdb')
})
afterEach(() => rm(folder, { recursive: true }))

test('looking does not make a file', async () => {
  await using warehouse = await openDuckdb({ path })
  await warehouse.check()
  expect(await warehouse.reports('demo', 1)).toEqual([])
  expect((await warehouse.readState('demo', 'items')).sequence).toBe(0)
  await expect(warehouse.query('select 1')).rejects.toMatchObject({ kind: 'config', code: 'nothing_synced' })
  expect(await readdir(folder)).toEqual([])
})

test('with create off nothing makes a file', async () => {
  await using warehouse = await openDuckdb({ path, create: false })
  const nothing = { kind: 'config', code: 'nothing_synced', message: expect.stringContaining(path) }
  await expect(warehouse.migrate('demo', [items])).rejects.toMatchObject(nothing)
  await expect(warehouse.check()).rejects.toMatchObject(nothing)
  expect(await readdir(folder)).toEqual([])
})

test('what was landed is there when the file is opened again, and nothing else is left', async () => {
  const temporaryDirectory = join(folder, 'temporary')
  await mkdir(temporaryDirectory)
  const settings = { path, temporaryDirectory, schema: 'raw' }
  {
    await using warehouse = await openDuckdb(settings)
    await warehouse.migrate('demo', [items])
    await using load = await openItems(warehouse)
    await land(load, [item('1', 1)])
    await load.stage([item('2', 1)])
    expect(await readdir(temporaryDirectory)).toHaveLength(1)
  }
  expect(await readdir(temporaryDirectory)).toEqual([])
  expect((await readdir(folder)).sort()).toEqual(['site.duckdb', 'temporary'])
  await using again = await openDuckdb({ ...settings, create: false })
  expect(await ask(again, 'select id from items')).toEqual(['1'])
})

test('a schema is the same in another case, as it is to DuckDB', async () => {
  for (const [schema, sequence] of [
    ['Raw', 0],
    ['raw', 1],
  ] as const) {
    await using warehouse = await openDuckdb({ path, schema })
    await warehouse.migrate('demo', [items])
    expect((await warehouse.readState('demo', 'items')).sequence).toBe(sequence)
    await using load = await openItems(warehouse, { sequence })
    await land(load, [item('1', 1)])
  }
})

test('one file opened twice is one database, until both are closed', async () => {
  const first = await openDuckdb({ path })
  await first.migrate('demo', [items])
  const second = await openDuckdb({ path: join(folder, '.', 'site.duckdb') })
  await using load = await openItems(first)
  await land(load, [item('1', 1)])
  expect(await ask(second, 'select id from items')).toEqual(['1'])
  await load[Symbol.asyncDispose]()
  await first[Symbol.asyncDispose]()
  expect(await ask(second, 'select id from items')).toEqual(['1'])
  await second[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
})

test('a file that is no database is refused and left alone', async () => {
  await writeFile(path, 'notes of mine')
  const refused = { kind: 'config', code: 'not_a_database', message: expect.stringContaining(path) }
  await expect(openDuckdb({ path })).rejects.toMatchObject(refused)
  const aFolder = {
    kind: 'config',
    code: 'not_a_database',
    message: expect.stringContaining('is a folder: name a file'),
  }
  await expect(openDuckdb({ path: folder })).rejects.toMatchObject(aFolder)
})

test('a missing folder is told when something would be written', async () => {
  await using warehouse = await openDuckdb({ path: join(folder, 'no', 'x.db') })
  const missing = { kind: 'config', code: 'folder_missing' }
  await expect(warehouse.check()).rejects.toMatchObject(missing)
  await expect(warehouse.migrate('demo', [items])).rejects.toMatchObject(missing)
})

test('a file that another program has open is told, with that program', async () => {
  const hold = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then(() => console.log('open')); process.stdin.resume()`
  const holder = spawn(process.execPath, ['-e', hold, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  await expect(openDuckdb({ path })).rejects.toMatchObject({
    kind: 'transient',
    code: 'warehouse_locked',
    message: expect.stringContaining(`process ${holder.pid}`),
  })
  holder.kill()
  await once(holder, 'exit')
  await using warehouse = await openDuckdb({ path })
  await warehouse.check()
})

test('too little memory is told', async () => {
  await using warehouse = await openDuckdb({ path, memoryLimit: '20MB' })
  const hungry = 'select count(distinct i || repeat(i::varchar, 99)) from range(3000000) r(i)'
  await warehouse.migrate('demo', [items])
  await expect(warehouse.query(hungry)).rejects.toMatchObject({ kind: 'transient', code: 'out_of_memory' })
  expect(await ask(warehouse, 'select 1')).toEqual([1])
})

test('rows as large as they may be land within the default memory', async () => {
  await using warehouse = await openDuckdb({ path })
  await warehouse.migrate('demo', [items])
  await using load = await openItems(warehouse)
  const text = 'x'.repeat(7_900_000)
  expect(
    await land(
      load,
      ['1', '2', '3', '4'].map((id) => item(id, 1, text)),
    ),
  ).toMatchObject({ new: 4 })
  expect(
    await land(
      load,
      ['1', '2', '3', '4'].map((id) => item(id, 2, text)),
    ),
  ).toMatchObject({ changed: 4 })
  expect(await ask(warehouse, 'select sum(length(title)) from items where _raw is not null')).toEqual([
    4 * text.length,
  ])
})

test('what a commit has brought into memory is let go of', async () => {
  await using warehouse = await openDuckdb({ path })
  await warehouse.migrate('demo', [items])
  await using load = await openItems(warehouse)
  for (let batch = 0; batch < 6; batch += 1) {
    // No two alike, so that they take their place.
    const ids = Array.from({ length: 3_000 }, (_, place) => String(batch * 3_000 + place))
    await land(
      load,
      ids.map((id) => item(id, 1, randomBytes(2_000).toString('base64'))),
    )
  }
  await warehouse.query('select max(hash(title)), max(hash(_raw::varchar)) from items')
  await land(load, [item('last', 1)])
  const [mebibytes] = await ask(
    warehouse,
    'select sum(memory_usage_bytes)::double / 1048576 from duckdb_memory()',
  )
  expect(mebibytes).toBeLessThan(64)
})
