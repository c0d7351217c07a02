import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShell, type Shell } from '../../support/command-line.ts'
import { openSite, type Site } from '../../support/site.ts'

let site: Site
let shell: Shell
beforeAll(async () => {
  site = await openSite({ pages: 60 })
  shell = await openShell()
  await shell.write('sync.json', site.config({ streams: { spaces: {}, labels: {} } }))
  await shell.run('sync', '--config', 'sync.json')
  await site.faults({ kind: 'forbidden', on: '*/spaces*' })
  await shell.run('sync', '--config', 'sync.json')
  await site.clearFaults()
})
afterAll(async () => {
  await shell[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

interface Line {
  readonly runId: string
  readonly stream: string
  readonly reason: string | null
}

const lines = async (...more: readonly string[]) =>
  ((await shell.run('runs', '--config', 'sync.json', '--json', ...more)).json() as { runs: Line[] }).runs
const table = async (...more: readonly string[]) =>
  (await shell.run('runs', '--config', 'sync.json', ...more)).out.split('\n')

describe('runs', () => {
  it('shows as many lines as are asked for', async () => {
    expect((await lines()).length).toBe(4)
    expect(await lines('--limit', '3')).toEqual((await lines()).slice(0, 3))
    expect((await shell.run('runs', '--config', 'sync.json', '--limit', '0')).code).toBe(2)
  })

  it('names each run once, where its lines begin', async () => {
    const shown = (await table()).join('\n')
    for (const runId of new Set((await lines()).map((line) => line.runId)))
      expect(shown.split(runId.slice(0, 8))).toHaveLength(2)
    const starts = (await table()).map((line) => /^│ [0-9a-f]{8} │/.test(line))
    expect(starts.filter(Boolean)).toHaveLength(2)
  })

  it('has numbers to the right, and reasons whole beside them, however long', async () => {
    const [, ...shown] = await table()
    expect(shown.join('\n')).toMatch(/│ +\d+ │ +\d+ │ +\d+ │ +\d+ │ +\d+ │ +\d+\.\d │ succeeded/)
    const { reason } = (await lines()).find((line) => line.stream === 'spaces') ?? {}
    const parts = shown.map((line) => line.split('│').at(-2)?.trim() ?? '')
    expect(parts.join(' ')).toContain(reason)
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(210)
  })
})
