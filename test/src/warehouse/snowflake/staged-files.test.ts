import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStagedFiles, type StagedFiles } from '../../../../src/warehouse/snowflake/staged-files.ts'
import { item, items } from '../../../contracts/warehouse-tables.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'staged-'))
})
afterEach(() => rm(folder, { recursive: true }))

const open = (maximumFileBytes: number, where = folder): StagedFiles =>
  openStagedFiles({
    folder: where,
    name: 'items',
    table: items,
    maximumRowBytes: 1024 * 1024,
    maximumFileBytes,
  })

/** Text that does not compress to nothing. */
const body = (seed: number) =>
  Array.from({ length: 20_000 }, (_, index) => ((seed * 7919 + index * index * 31) % 9973).toString(36)).join(
    '',
  )

async function linesOf(
  staged: StagedFiles,
): Promise<readonly { readonly _seq: number; readonly id: string }[]> {
  const texts = await Promise.all(
    staged.files.map(async ({ path }) => gunzipSync(await readFile(path)).toString()),
  )
  return texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line))
}

test('files are private gzip, end where they should, and hold every row once and in order', async () => {
  await using staged = open(200_000)
  const ids = Array.from({ length: 60 }, (_, index) => `${index}`)
  for (const id of ids) await staged.stage([item(id, 1, body(Number(id)))])
  await staged.finish()
  expect(staged.files.length).toBeGreaterThan(2)
  expect(staged.files.map(({ name }) => name).slice(0, 2)).toEqual([
    'items-00001.ndjson.gz',
    'items-00002.ndjson.gz',
  ])
  expect([staged.rows, staged.bytes > 60 * 50_000]).toEqual([60, true])
  const lines = await linesOf(staged)
  expect(lines.map(({ _seq, id }) => [_seq, id])).toEqual(ids.map((id, index) => [index, id]))
  for (const { path } of staged.files) expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('what is staged after it was finished goes into another file', async () => {
  await using staged = open(1_000_000)
  await staged.stage([item('1', 1)])
  await staged.finish()
  await staged.stage([item('2', 1)])
  await staged.finish()
  expect(staged.files).toHaveLength(2)
  expect((await linesOf(staged)).map(({ _seq, id }) => [_seq, id])).toEqual([
    [0, '1'],
    [1, '2'],
  ])
})

test('closing removes the files, whether they were finished or not', async () => {
  const staged = open(1_000_000)
  await staged.stage([item('1', 1)])
  await staged[Symbol.asyncDispose]()
  const finished = open(1_000_000)
  await finished.stage([item('1', 1)])
  await finished.finish()
  await finished[Symbol.asyncDispose]()
  expect(await readdir(folder)).toEqual([])
})

test('a missing folder is told by name', async () => {
  await using staged = open(1000, join(folder, 'no'))
  await expect(staged.stage([item('1', 1)])).rejects.toMatchObject({ kind: 'config', code: 'folder_missing' })
})
