import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type ConnectOptions,
  connectSnowflake,
} from '../../../../../src/warehouse/snowflake/driver/connect.ts'
import { expiredCloud, openCloud } from '../../../../support/snowflake/cloud.ts'
import {
  openSmallDouble,
  type SmallDouble,
  settingsFor,
  stage,
} from '../../../../support/snowflake/double.ts'
import type { Fault } from '../../../../support/snowflake/faults.ts'
import { never, passing } from '../../../../support/snowflake/sleeps.ts'

const content = gzipSync('{"a":1}\n')

let double: SmallDouble
let folder = ''
let file = ''
beforeEach(async () => {
  double = await openSmallDouble()
  folder = await mkdtemp(join(tmpdir(), "it's a folder "))
  file = join(folder, 'pages-00001.ndjson.gz')
  await writeFile(file, content)
})
afterEach(async () => {
  // Nothing but the file is left beside it, whatever happened.
  expect(await readdir(folder)).toEqual(['pages-00001.ndjson.gz'])
  await rm(folder, { recursive: true })
  expect(double.server.problems).toEqual([])
  expect(double.server.telemetry).toEqual([])
  expect(double.server.faults.left).toEqual([])
  await double[Symbol.asyncDispose]()
})

const open = (options: ConnectOptions = {}) => connectSnowflake(settingsFor(double.server.url), options)({})

const staged = async () => {
  const place = await double.engine.stageFolder(stage)
  return Promise.all((await readdir(place)).map((name) => readFile(join(place, name))))
}

/** Sleeps that are noted and take no time, unless they are limits. */
function notedSleeps() {
  const pauses: number[] = []
  const sleep = async (delayMs: number, signal: AbortSignal) => {
    if (delayMs >= 10_000) return never(delayMs, signal)
    pauses.push(delayMs)
  }
  return { pauses, sleep, random: () => 0.5 }
}

test('a file arrives, and the process stays closed to others', async () => {
  const before = process.umask()
  await using session = await open()
  await session.put(file, stage)
  expect(await staged()).toEqual([content])
  expect(process.umask()).toBe(before)
  // Again, as after a lost answer: it is overwritten.
  await session.put(file, stage)
  expect(await staged()).toEqual([content])
})

test.each([
  ['fails', { on: /^PUT/, how: 'refuse', code: '253003', message: 'upload failed' }],
  ['reports success without a status', { on: /^PUT/, how: 'without_status' }],
] satisfies readonly [string, Fault][])('an upload that %s is tried again', async (_name, fault) => {
  double.server.faults.arm({ ...fault, times: 3 })
  const { pauses, ...world } = notedSleeps()
  await using session = await open(world)
  await session.put(file, stage)
  expect(await staged()).toEqual([content])
  expect(pauses).toEqual([2000, 4000, 8000])
})

test.each([
  ['fails', { on: /^PUT/, how: 'refuse', code: '253003', message: 'upload failed' }, 'upload_failed'],
  ['reports success without a status', { on: /^PUT/, how: 'without_status' }, 'upload_failed'],
] satisfies readonly [string, Fault, string][])(
  'an upload that %s every time is told',
  async (_name, fault, code) => {
    double.server.faults.arm({ ...fault, times: 4 })
    await using session = await open(notedSleeps())
    await expect(session.put(file, stage)).rejects.toMatchObject({ code })
    // The session can still roll back.
    await session.run({ sql: 'SELECT 1', values: [] })
  },
)

test('a missing grant is not waited for', async () => {
  double.server.faults.arm({
    on: /^PUT/,
    how: 'refuse',
    code: '003001',
    message: "Insufficient privileges to operate on stage 'SYNC_STAGE'.",
  })
  const { pauses, ...world } = notedSleeps()
  await using session = await open(world)
  await expect(session.put(file, stage)).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('GRANT READ, WRITE ON STAGE SYNC_STAGE TO ROLE SYNC_ROLE'),
  })
  expect(pauses).toEqual([])
})

test('an upload that hangs is given up, and its session with it', async () => {
  double.server.faults.arm({ on: /^PUT/, how: 'hang' })
  const met = () => double.server.faults.left.length === 0
  await using session = await open({ limits: { uploadMs: 33 }, sleep: passing(33, met) })
  await expect(session.put(file, stage)).rejects.toMatchObject({ kind: 'transient', code: 'upload_stuck' })
  await expect(session.run({ sql: 'SELECT 1', values: [] })).rejects.toMatchObject({ code: 'session_lost' })
  expect(double.server.openSessions).toBe(0)
})

test('an upload whose stage token expired asks for a new one with its next attempt', async () => {
  // By itself the driver would try the old token for ever.
  const expired = Object.assign(new Error('The provided token has expired.'), { Code: 'ExpiredToken' })
  using cloud = openCloud((attempt) => (attempt === 1 ? expired : undefined))
  double.server.faults.arm({ on: /^PUT/, how: 'cloud_stage', times: 2 })
  const { pauses, ...world } = notedSleeps()
  await using session = await open(world)
  await session.put(file, stage)
  expect([...cloud.arrived.values()]).toEqual([content])
  expect([cloud.attempts, pauses]).toEqual([2, [2000]])
})

test('an upload whose stage token is expired every time is told', async () => {
  using cloud = expiredCloud()
  double.server.faults.arm({ on: /^PUT/, how: 'cloud_stage', times: 4 })
  await using session = await open(notedSleeps())
  await expect(session.put(file, stage)).rejects.toMatchObject({ code: 'upload_failed' })
  expect(cloud.attempts).toBe(4)
})

test('a file goes to a stage in a cloud as it is, and again when the cloud fails', async () => {
  // The driver itself tries five times, within milliseconds.
  using cloud = openCloud((attempt) => (attempt <= 5 ? new Error('slow down') : undefined))
  double.server.faults.arm({ on: /^PUT/, how: 'cloud_stage', times: 2 })
  const { pauses, ...world } = notedSleeps()
  await using session = await open(world)
  await session.put(file, stage)
  expect([...cloud.arrived]).toEqual([['stage/pages-00001.ndjson.gz', content]])
  expect(cloud.attempts).toBe(6)
  expect(pauses).toEqual([2000])
})

test('a file that is not there is told', async () => {
  await using session = await open()
  await mkdir(join(folder, 'empty'))
  await expect(session.put(join(folder, 'empty', 'gone.gz'), stage)).rejects.toMatchObject({ kind: 'config' })
  await rm(join(folder, 'empty'), { recursive: true })
})
