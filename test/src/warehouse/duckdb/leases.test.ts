import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { counts, item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leases-'))
  path = join(folder, 'site.duckdb')
})
afterEach(() => rm(folder, { recursive: true }))

async function killHolder(temporaryDirectory: string): Promise<void> {
  const script = join(import.meta.dirname, 'hold-lease.ts')
  const holder = spawn(process.execPath, ['--import', 'tsx', script, path, temporaryDirectory])
  holder.stderr.pipe(process.stderr)
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  await once(holder, 'exit')
}

test('what a killed process held is taken over at once, and its files go a day later', async () => {
  const temporaryDirectory = join(folder, 'temporary')
  await mkdir(temporaryDirectory)
  await killHolder(temporaryDirectory)
  const [left = ''] = await readdir(temporaryDirectory)
  {
    await using warehouse = await openDuckdb({ path, temporaryDirectory })
    await using _lease = await warehouse.acquireLease('demo', 'next')
    await using load = await openItems(warehouse, { runId: 'next', sequence: 1 })
    expect(await land(load, [item('1', 2)])).toEqual(counts({ changed: 1 }))
    expect(await readdir(temporaryDirectory)).toContain(left)
  }
  const longAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000)
  await utimes(join(temporaryDirectory, left), longAgo, longAgo)
  await using _warehouse = await openDuckdb({ path, temporaryDirectory })
  expect(await readdir(temporaryDirectory)).not.toContain(left)
})

test('one file opened twice in this process has one lease', async () => {
  await using first = await openDuckdb({ path })
  await first.migrate('demo', [items])
  await using second = await openDuckdb({ path })
  await using _lease = await first.acquireLease('demo', 'run-1')
  await expect(second.acquireLease('demo', 'run-2')).rejects.toMatchObject({ code: 'sync_running' })
  await expect(second.reset('demo', [items])).rejects.toMatchObject({ code: 'sync_running' })
})

test('a lease that outlives its database does not hold up the next one', async () => {
  const first = await openDuckdb({ path })
  await first.migrate('demo', [items])
  const forgotten = await first.acquireLease('demo', 'run-1')
  await first[Symbol.asyncDispose]()
  await using second = await openDuckdb({ path })
  expect(await second.reset('demo', [items])).toBe(0)
  await using _lease = await second.acquireLease('demo', 'run-2')
  await forgotten[Symbol.asyncDispose]()
  await expect(second.acquireLease('demo', 'run-3')).rejects.toMatchObject({ code: 'sync_running' })
})
