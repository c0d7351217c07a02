import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Shell } from '../../support/command-line.ts'
import { openShell } from '../../support/command-line.ts'
import type { Site } from '../../support/site.ts'
import { openSite, streamNames } from '../../support/site.ts'

let site: Site
let shell: Shell
beforeAll(async () => {
  site = await openSite({ pages: 60 })
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  shell = await openShell()
})
afterEach(() => shell[Symbol.asyncDispose]())

const some = { streams: { spaces: {}, pages: { strategy: 'incremental', behaviour: 'merge' } } }

describe('the command line', () => {
  it('teaches with --help, exit codes and a first sync included', async () => {
    const { code, out } = await shell.run('--help')
    expect(code).toBe(0)
    for (const word of [
      'check',
      'plan',
      'discover',
      'sync',
      'runs',
      'query',
      'reset',
      'sandbox',
      'demo',
      'Exit codes',
      'A first sync',
    ])
      expect(out).toContain(word)
  })

  it.each([
    [['snyc'], /did you mean sync/i],
    [['sync', '--config', 'x', '--jsn'], /did you mean --json/i],
    [['sync'], /--config/],
    [['sandbox', '--pages', 'many'], /whole number/],
    [['sync', '--config', 'x', '--max-duration', 'soon'], /90s, 30m or 2h/],
    [[], /Usage/],
  ])('refuses %j with the way to mend it', async (words, message) => {
    const { code, err } = await shell.run(...words)
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })

  it('tells its version', async () => {
    expect((await shell.run('--version')).out).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('discovers the catalog, for people and for machines', async () => {
    const { streams } = (await shell.run('discover', '--json')).json() as {
      streams: { name: string; jsonSchema: unknown }[]
    }
    expect(streams.map(({ name }) => name).sort()).toEqual([...streamNames].sort())
    for (const { jsonSchema } of streams) expect(jsonSchema).toMatchObject({ type: 'object' })
    expect((await shell.run('discover')).out).toContain('lastModifiedAt')
  })
})

describe('check', () => {
  it('says one plain line for each thing verified, and leaves nothing behind', async () => {
    await shell.write('sync.json', site.config({ parameters: { cql_pages_clause: 'type = page' } }))
    const { code, out } = await shell.run('check', '--config', 'sync.json')
    expect([code, out.split('\n').every((line) => line.startsWith('ok '))]).toEqual([0, true])
    expect(out.split('\n').length).toBeGreaterThanOrEqual(6)
    expect(existsSync(join(shell.folder, 'wiki.duckdb'))).toBe(false)
  })

  it('exits by the kind of the first failure', async () => {
    await shell.write('sync.json', site.config({ connection: { ...site.connection, apiToken: 'wrong' } }))
    const { code, out } = await shell.run('check', '--config', 'sync.json')
    expect([code, out]).toEqual([3, expect.stringContaining('FAILED')])
    expect(out).not.toContain('wrong')
  })

  it('tells machines in one line of every step, the failed one included', async () => {
    await shell.write('sync.json', site.config({ connection: { ...site.connection, apiToken: 'wrong' } }))
    const answer = await shell.run('check', '--config', 'sync.json', '--json')
    const { passed, steps } = answer.json() as { passed: boolean; steps: { passed: boolean }[] }
    expect([answer.code, passed, answer.out.split('\n').length]).toEqual([3, false, 1])
    expect(steps.map((step) => step.passed)).toEqual([true, false, true])
  })
})

describe('sync, runs, query and reset', () => {
  it('go together', async () => {
    await shell.write('sync.json', site.config(some))
    const sync = await shell.run('sync', '--config', 'sync.json')
    expect([sync.code, sync.out]).toEqual([0, expect.stringContaining('Run succeeded.')])
    expect(sync.err).toContain('pages: full refresh, nothing was read before')

    const { runs } = (await shell.run('runs', '--config', 'sync.json', '--json')).json() as {
      runs: { stream: string; verdict: string }[]
    }
    expect(runs.map(({ stream, verdict }) => `${stream} ${verdict}`).sort()).toEqual([
      'pages succeeded',
      'spaces succeeded',
    ])
    expect((await shell.run('runs', '--config', 'sync.json')).out).toContain('full_refresh')

    const count = await shell.run(
      'query',
      '--config',
      'sync.json',
      '--json',
      'select count(*) as n from pages',
    )
    expect(count.json()).toEqual([{ n: (await site.truth('pages')).length }])
    expect(
      (await shell.run('query', '--config', 'sync.json', 'select key from spaces order by key limit 1')).out,
    ).toContain('key')

    const reset = await shell.run('reset', '--config', 'sync.json', '--streams', 'pages', '--json')
    expect(reset.json()).toEqual({ streams: ['pages'], removed: (await site.truth('pages')).length })
    const again = await shell.run('sync', '--config', 'sync.json', '--streams', 'pages', '--json')
    expect(again.json()).toMatchObject({
      verdict: 'succeeded',
      streams: { pages: { strategy: 'full_refresh' } },
    })
  })

  it('say a reason once for all the streams that it ended', async () => {
    await site.faults({ kind: 'forbidden', on: '*/pages*' })
    await shell.write('sync.json', site.config({ streams: { spaces: {}, pages: {}, pages_content: {} } }))
    const { out } = await shell.run('sync', '--config', 'sync.json')
    await site.clearFaults()
    expect(out).toContain('\npages, pages_content failed: ')
    expect(out).toMatch(/unchanged │ deduplicated │ deleted/)
  })

  it('take no empty choice of streams for success', async () => {
    await shell.write('sync.json', site.config({ streams: { spaces: {} } }))
    for (const command of ['sync', 'plan', 'reset'])
      for (const streams of ['', ' , ']) {
        const answer = await shell.run(command, '--config', 'sync.json', '--streams', streams)
        expect([command, answer.code, answer.err]).toEqual([
          command,
          2,
          expect.stringContaining('Valid: spaces'),
        ])
      }
  })

  it('take a longest time from the file, within reason', async () => {
    for (const [maxDurationMinutes, code] of [
      [0, 2],
      [10_081, 2],
      [1, 0],
    ] as const) {
      await shell.write('sync.json', site.config({ streams: { spaces: {} }, limits: { maxDurationMinutes } }))
      const answer = await shell.run('sync', '--config', 'sync.json')
      expect([answer.code, answer.err]).toEqual([
        code,
        expect.stringContaining(code === 2 ? '"limits.maxDurationMinutes"' : 'spaces: succeeded'),
      ])
    }
  })

  it('say what to do when nothing was synced yet', async () => {
    await shell.write('sync.json', site.config(some))
    expect((await shell.run('runs', '--config', 'sync.json')).out).toMatch(/sync --config/)
    const query = await shell.run('query', '--config', 'sync.json', 'select 1 from pages')
    expect([query.code, query.err]).toEqual([2, expect.stringMatching(/nothing|sync/i)])
    expect(existsSync(join(shell.folder, 'wiki.duckdb'))).toBe(false)
  })

  it.each([
    'delete from pages',
    "copy pages to 'x.csv'",
    "select * from read_text('sync.json')",
    'select 1; select 2',
    'selct 1',
  ])('query refuses %s', async (sql) => {
    await shell.write('sync.json', site.config({ streams: { spaces: {} } }))
    await shell.run('sync', '--config', 'sync.json')
    const { code, err } = await shell.run('query', '--config', 'sync.json', sql)
    expect([code, err.length > 0]).toEqual([2, true])
    expect(existsSync(join(shell.folder, 'x.csv'))).toBe(false)
  })

  it('never show the token, whatever fails', async () => {
    const apiToken = 'a-very-secret-token'
    await shell.write('sync.json', site.config({ connection: { ...site.connection, apiToken } }))
    for (const words of [['sync'], ['check'], ['sync', '--json']]) {
      const { out, err } = await shell.run(...words, '--config', 'sync.json')
      expect(out + err).not.toContain(apiToken)
      expect(out + err).not.toContain(Buffer.from(apiToken).toString('base64').slice(0, 10))
    }
  })
})

describe('sql', () => {
  const warehouse = {
    type: 'snowflake',
    account: 'myorg-myaccount',
    user: 'SYNC_SVC',
    auth: { method: 'key_pair', privateKeyFile: 'there-is-none.p8' },
    database: 'CONFLUENCE',
    schema: 'RAW',
    stagingSchema: 'RAW_STG',
  }

  it('prints every statement of the selected streams without connecting', async () => {
    await shell.write(
      'sync.json',
      site.config({ warehouse, streams: { pages: {}, spaces: { behaviour: 'append' } } }),
    )
    const { code, out } = await shell.run('sql', '--config', 'sync.json')
    expect(code).toBe(0)
    for (const part of [
      'CREATE STAGE',
      'PUT ',
      'COPY INTO',
      'MERGE INTO "CONFLUENCE"."RAW"."PAGES"',
      '"SPACES"',
      'REMOVE ',
    ])
      expect(out).toContain(part)
    expect(out).not.toContain('"COMMENTS"')
    expect(out.endsWith(';')).toBe(true)
  })

  it('prints the script for the administrator', async () => {
    await shell.write('sync.json', site.config({ warehouse }))
    const { code, out } = await shell.run('sql', '--config', 'sync.json', '--grants')
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('CREATE USER IF NOT EXISTS "SYNC_SVC" TYPE = SERVICE'),
    ])
  })

  it('has nothing to show for a DuckDB file', async () => {
    await shell.write('sync.json', site.config())
    expect(await shell.run('sql', '--config', 'sync.json')).toMatchObject({ code: 2 })
  })
})

describe('demo', () => {
  const demo = ['demo', '--pages', '60', '--seed', '3'] as const

  it('lands everything and answers five questions', async () => {
    const { code, out } = await shell.run(...demo)
    expect(code).toBe(0)
    for (const name of streamNames) expect(out).toContain(name)
    expect(out.match(/select /g)?.length).toBe(5)
    expect(out).toContain('For a real site')
    expect(out.split('\n')[0]).toMatch(/^A made-up Confluence site \(seed 3\) is up at http:.*: 60 pages/)
    expect(out).toContain('then: npx tsx src/cli/main.ts check')
    expect(existsSync(join(shell.folder, 'confluence.duckdb'))).toBe(true)
  })

  it('answers machines in its last line, and may be run again', async () => {
    await shell.run(...demo, '--json')
    const answer = (await shell.run('demo', '--pages', '70', '--json')).json() as {
      streams: object
      verdict: string
      database: string
    }
    expect(answer).toMatchObject({ verdict: 'succeeded', database: 'confluence.duckdb' })
    expect(Object.keys(answer.streams).sort()).toEqual([...streamNames].sort())
    for (const counts of Object.values(answer.streams)) {
      const fields = [
        'listed',
        'landed',
        'new',
        'changed',
        'unchanged',
        'deduplicated',
        'deleted',
        'isolated',
        'requests',
        'seconds',
        'verdict',
      ]
      for (const field of fields) expect(counts).toHaveProperty(field)
    }
  })
})
