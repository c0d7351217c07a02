import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { privateKeyPem } from '../../../../support/snowflake/credentials.ts'
import { openSmallDouble, stage } from '../../../../support/snowflake/double.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../../../..')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quiet-'))
  await mkdir(join(folder, 'home'))
  await mkdir(join(folder, 'work'))
  await writeFile(join(folder, 'rows.ndjson.gz'), gzipSync('{}\n'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A process of its own in an empty folder, with an empty home. */
function child(script: string, ...given: readonly string[]) {
  const path = join(root, 'test/support/snowflake/child', script)
  const loader = import.meta.resolve('tsx')
  // As outside of tests: Node's own warnings are not the driver's.
  const env = { PATH: process.env['PATH'], HOME: join(folder, 'home'), NODE_NO_WARNINGS: undefined }
  return run(process.execPath, ['--import', loader, path, ...given], { cwd: join(folder, 'work'), env })
}

test('a process that uses Snowflake says nothing, writes nothing and reaches for nobody else', async () => {
  await using double = await openSmallDouble()
  double.server.faults.arm({ on: /SELECT 2/, how: 'refuse', code: '001003' })
  const file = join(folder, 'rows.ndjson.gz')
  const { stdout, stderr } = await child('use-snowflake.ts', double.server.url, file, stage, privateKeyPem())
  expect(JSON.parse(stdout)).toEqual({ hosts: ['127.0.0.1'], loaded: true })
  expect(stderr).toBe('')
  expect(await readdir(join(folder, 'work'))).toEqual([])
  expect(await readdir(join(folder, 'home'))).toEqual([])
  expect(double.server.telemetry).toEqual([])
  expect(double.server.problems).toEqual([])
  expect(double.server.openSessions).toBe(0)
})

test('a process that uses DuckDB alone never loads the driver', async () => {
  const { stdout } = await child('use-duckdb.ts')
  expect(JSON.parse(stdout)).toEqual({ kinds: expect.arrayContaining(['duckdb']), loaded: false })
})
