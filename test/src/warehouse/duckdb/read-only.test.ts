import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { ask, item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-only-'))
  path = join(folder, 'left.duckdb')
})
afterEach(() => rm(folder, { recursive: true }))

/** The file and its log as a process leaves them that is killed. */
async function leaveUnfinished(): Promise<void> {
  const source = join(folder, 'source.duckdb')
  await using warehouse = await openDuckdb({ path: source })
  await warehouse.migrate('demo', [items])
  await using load = await openItems(warehouse)
  await land(load, [item('1', 1)])
  for (const end of ['', '.wal']) await copyFile(`${source}${end}`, `${path}${end}`)
}

async function bytes(): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('left')).sort()
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'base64')))
  return Object.fromEntries(names.map((name, place) => [name, contents[place] ?? '']))
}

test('what a killed process left unfinished is read and left as it is', async () => {
  await leaveUnfinished()
  const before = await bytes()
  expect(Object.keys(before)).toEqual(['left.duckdb', 'left.duckdb.wal'])
  {
    await using warehouse = await openDuckdb({ path, create: false, readOnly: true })
    expect(await ask(warehouse, 'select id from items')).toEqual(['1'])
    expect((await warehouse.readState('demo', 'items')).sequence).toBeGreaterThan(0)
    await expect(warehouse.migrate('demo', [{ ...items, name: 'more' }])).rejects.toMatchObject({
      code: 'no_permission',
    })
  }
  expect(await bytes()).toEqual(before)
})

test('who may write joins nobody who only reads, and the other way round both share one file', async () => {
  await leaveUnfinished()
  {
    await using _reading = await openDuckdb({ path, readOnly: true })
    const writing = openDuckdb({ path })
    await expect(writing).rejects.toMatchObject({ kind: 'transient', code: 'warehouse_locked' })
  }
  await using writing = await openDuckdb({ path })
  await using reading = await openDuckdb({ path, readOnly: true })
  await using load = await openItems(writing, { sequence: 1 })
  expect(await ask(reading, 'select id from items')).toEqual(['1'])
  await land(load, [item('2', 1)])
  expect(await ask(reading, 'select id from items order by id')).toEqual(['1', '2'])
})
