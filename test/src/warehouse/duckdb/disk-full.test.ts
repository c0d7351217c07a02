import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-full-'))
})
afterEach(() => rm(folder, { recursive: true }))

const script = join(import.meta.dirname, 'fill-disk.ts')

/** Files of the child cannot grow beyond 2 MiB, which stands for a full disk. */
async function fill(letters: number) {
  const limited = `trap '' XFSZ; ulimit -f 2048; exec "$0" --import tsx "$@"`
  const args = ['-c', limited, process.execPath, script, join(folder, 'x.db'), `${letters}`]
  const { stdout } = await promisify(execFile)('bash', args)
  return JSON.parse(stdout)
}

test('a commit that finds the disk full leaves every earlier batch and no half one', async () => {
  const { failure, landed, rows, sequence } = await fill(20_000)
  expect(failure).toMatchObject({ kind: 'transient', code: 'disk_full' })
  expect(landed).toBeGreaterThan(1)
  expect([rows, sequence]).toEqual([landed, landed])
})

test('a first batch that is larger than the disk lands nothing, and its state is not stored', async () => {
  const { failure, landed, rows, sequence } = await fill(500_000)
  expect(failure).toMatchObject({ kind: 'transient', code: 'disk_full' })
  expect([landed, rows, sequence]).toEqual([0, 0, 0])
})
