import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStagingFile } from '../../../../src/warehouse/snowflake/staging-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'staging-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Does not compress to nothing. */
const text = (seed: number) =>
  Array.from({ length: 3_000 }, (_, index) => ((seed * 7919 + index * index * 31) % 9973).toString(36)).join(
    '',
  )

test('lines are counted, written in order, private, and gone when closed', async () => {
  const path = join(folder, 'a.ndjson.gz')
  const file = await openStagingFile(path)
  const lines = Array.from({ length: 300 }, (_, index) => `"${index}ü${text(index)}"\n`)
  for (const line of lines) await file.write(line)
  expect((await stat(path)).size).toBeGreaterThan(100_000)
  await file.flush()
  expect([file.rows, file.bytes]).toEqual([300, Buffer.byteLength(lines.join(''))])
  expect(gunzipSync(await readFile(path)).toString()).toBe(lines.join(''))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await file[Symbol.asyncDispose]()
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a missing folder is told by name', async () => {
  await expect(openStagingFile(join(folder, 'no', 'a'))).rejects.toMatchObject({
    kind: 'config',
    code: 'folder_missing',
  })
})
