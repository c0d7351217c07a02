import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openShell, type Shell } from '../support/command-line.ts'
import { openSite, type Site, streamNames } from '../support/site.ts'

let site: Site
let shell: Shell
beforeAll(async () => {
  site = await openSite({ pages: 60 })
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  shell = await openShell()
  await shell.write('sync.json', site.config())
})
afterEach(() => shell[Symbol.asyncDispose]())

interface Planned {
  readonly sync: string
  readonly requests: number
  readonly durationMs: number
  readonly asked: number
  readonly streams: Readonly<Record<string, StreamPlanned>>
}

interface StreamPlanned {
  readonly strategy: string
  readonly because: string
  readonly rows: number
  readonly requests: number
  readonly query?: string
  readonly deletions: { readonly sweep: boolean; readonly live: number; readonly most: number }
}

const plan = async (...more: readonly string[]) =>
  (await shell.run('plan', '--config', 'sync.json', '--json', ...more)).json() as Planned

/** Every file of the folder, to the byte. */
async function contents(): Promise<readonly (readonly [string, string])[]> {
  const names = (await readdir(shell.folder)).sort()
  const bytes = names.map(async (name) => [name, await readFile(join(shell.folder, name), 'base64')] as const)
  return Promise.all(bytes)
}

describe('plan', () => {
  it('tells of a first sync, and makes no file', async () => {
    const before = await contents()
    const { sync, streams, asked, requests } = await plan()
    expect(await contents()).toEqual(before)
    expect([sync, Object.keys(streams)]).toEqual(['wiki', [...streamNames]])
    expect(asked).toBeLessThanOrEqual(2 * streamNames.length)
    expect(requests).toBeGreaterThan(streamNames.length)
    const { pages } = streams
    expect(pages).toMatchObject({
      ...{ strategy: 'full_refresh', because: 'nothing was read before' },
      ...{ rows: (await site.truth('pages')).length, deletions: { sweep: true, live: 0, most: 0 } },
    })
  })

  it('tells of the next sync after one, and leaves the warehouse as it is to the byte', async () => {
    await shell.run('sync', '--config', 'sync.json', '--json')
    const before = await contents()
    const { streams } = await plan()
    expect(await contents()).toEqual(before)
    const live = (await site.truth('pages')).length
    expect(streams['pages']).toMatchObject({
      ...{ strategy: 'incremental', rows: 0, requests: 2 },
      ...{
        because: expect.stringContaining('what changed since'),
        deletions: { sweep: false, live, most: 0 },
      },
    })
    const spaces = (await site.truth('spaces')).length
    expect(streams['spaces']).toMatchObject({
      ...{ strategy: 'full_refresh', because: 'this stream is read in full each time', rows: spaces },
      deletions: { sweep: true, live: spaces, most: Math.floor(spaces / 5) },
    })
    const full = await plan('--full-refresh', '--streams', 'pages')
    expect(full.streams['pages']).toMatchObject({ because: 'a full refresh was asked for', rows: live })
  })

  it('counts what changed since, and nothing else', async () => {
    await shell.run('sync', '--config', 'sync.json', '--json', '--streams', 'pages')
    const [first, second] = await site.truth('pages')
    await site.mutate(
      { op: 'edit', type: 'page', id: first?.id },
      { op: 'edit', type: 'page', id: second?.id },
    )
    const { streams } = await plan('--streams', 'pages')
    expect(streams['pages']?.rows).toBe(2)
  })

  it('shows people the table, the reasons and the query', async () => {
    await shell.write('sync.json', site.config({ parameters: { cql_pages_clause: 'title !~ "nothing"' } }))
    const { code, out } = await shell.run('plan', '--config', 'sync.json')
    expect(code).toBe(0)
    expect(out).toMatch(/stream .* strategy .* rows .* requests .* time .* sweep/)
    expect(out).toContain('pages: nothing was read before')
    expect(out).toContain('  query: type = page AND (title !~ "nothing") ORDER BY created ASC')
    expect(out).toContain('deletions: none, the table has no live rows yet')
    expect(out).toMatch(/A sync now takes about \d+ requests to the site, .* at the pace of its answers\./)
    expect(out).toMatch(/This plan took \d+ requests beside signing in, and wrote nothing\./)
  })

  it.each([
    ['a wrong stream', ['--streams', 'pagse'], {}, 2],
    ['a wrong token', [], { connection: 'wrong' }, 3],
  ])(
    'ends as every command does with %s',
    async (_, words, { connection }: { connection?: string }, code) => {
      if (connection !== undefined)
        await shell.write(
          'sync.json',
          site.config({ connection: { ...site.connection, apiToken: connection } }),
        )
      expect((await shell.run('plan', '--config', 'sync.json', ...words)).code).toBe(code)
      expect((await contents()).map(([name]) => name)).toEqual(['sync.json'])
    },
  )
})
