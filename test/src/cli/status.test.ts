import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openShell, type Shell } from '../../support/command-line.ts'
import { openSite, type Site } from '../../support/site.ts'

let site: Site
let shell: Shell
beforeAll(async () => {
  site = await openSite({ pages: 60 })
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  shell = await openShell()
  await shell.write('sync.json', site.config({ streams: { spaces: {}, pages: {} } }))
})
afterEach(() => shell[Symbol.asyncDispose]())

const sync = (...more: readonly string[]) => shell.run('sync', '--config', 'sync.json', ...more)
const status = (...more: readonly string[]) => shell.run('status', '--config', 'sync.json', ...more)

/** As if everything had happened so much earlier. */
async function passHours(hours: number): Promise<void> {
  const instance = await DuckDBInstance.create(join(shell.folder, 'wiki.duckdb'))
  const connection = await instance.connect()
  const earlier = (name: string) => `${name} = ${name} - interval ${hours} hours`
  await connection.run(`update _sync_runs set ${earlier('started_at')}, ${earlier('finished_at')}`)
  connection.closeSync()
  instance.closeSync()
}

describe('status', () => {
  it('tells of each stream how it stands, whatever was read last', async () => {
    await sync()
    await site.faults({ kind: 'forbidden', on: '*/spaces*' })
    await sync('--streams', 'spaces')
    await site.clearFaults()
    const { code, ...answer } = await status('--json')
    const { streams, ...rest } = answer.json() as { streams: Record<string, Record<string, unknown>> }
    expect([code, rest]).toEqual([0, { sync: 'wiki', tooOld: [] }])
    expect(streams).toEqual({
      spaces: {
        ...{ lastVerdict: 'failed', succeededAt: expect.any(String), ageMs: expect.any(Number) },
        ...{ rows: (await site.truth('spaces')).length, cursor: null, isolated: 0 },
      },
      pages: {
        ...{ lastVerdict: 'succeeded', succeededAt: expect.any(String), ageMs: expect.any(Number) },
        ...{ rows: (await site.truth('pages')).length, cursor: expect.any(String), isolated: 0 },
      },
    })
    const { out } = await status()
    expect(out).toMatch(/spaces +│ failed +│ .* UTC/)
    expect(out).toMatch(/pages +│ succeeded/)
  })

  it.each([
    ['2h', 1, 0, []],
    ['2h', 3, 6, ['spaces', 'pages']],
    ['30d', 20 * 24, 2, undefined],
    ['480h', 21 * 24, 6, ['spaces', 'pages']],
  ] as const)(
    'with --max-age %s, %d hours after a sync, exits with %d',
    async (longest, hours, code, old) => {
      await sync()
      await passHours(hours)
      const answer = await status('--max-age', longest, '--json')
      expect(answer.code).toBe(code)
      if (old !== undefined) expect(answer.json()).toMatchObject({ tooOld: old })
    },
  )

  it('takes a stream that never succeeded for too old', async () => {
    await sync('--streams', 'pages')
    const answer = await status('--max-age', '2h')
    expect([answer.code, answer.out]).toEqual([
      6,
      expect.stringContaining('Not succeeded within 2 h: spaces.'),
    ])
    expect((await status('--streams', 'pages', '--max-age', '2h')).code).toBe(0)
  })

  it('takes what was reset for too old, though it succeeded', async () => {
    await sync()
    await shell.run('reset', '--config', 'sync.json', '--streams', 'pages')
    const answer = await status('--json', '--max-age', '2h')
    expect([answer.code, answer.json()]).toEqual([
      6,
      expect.objectContaining({
        tooOld: ['pages'],
        streams: expect.objectContaining({
          pages: {
            ...{ lastVerdict: 'succeeded', succeededAt: expect.any(String), ageMs: null },
            ...{ rows: null, cursor: null, isolated: 0 },
          },
        }),
      }),
    ])
  })

  it('tells that nothing ran yet, and makes no file', async () => {
    const answer = await status('--max-age', '2h', '--json')
    expect([answer.code, answer.json()]).toEqual([
      6,
      {
        ...{ sync: 'wiki', tooOld: ['spaces', 'pages'] },
        streams: { spaces: expect.anything(), pages: expect.anything() },
      },
    ])
    expect((await status()).code).toBe(0)
    expect(existsSync(join(shell.folder, 'wiki.duckdb'))).toBe(false)
  })
})
