import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Shell } from '../support/command-line.ts'
import { openShell } from '../support/command-line.ts'
import type { Site } from '../support/site.ts'
import { openSite, streamNames } from '../support/site.ts'
import { settingsFor } from '../support/snowflake/double.ts'
import { openSqlEngine } from '../support/snowflake/engine.ts'
import { openSnowflakeServer, type SnowflakeServer } from '../support/snowflake/server.ts'
import type { SqlEngine } from '../support/snowflake/sql-engine.ts'

let site: Site
let shell: Shell
let engine: SqlEngine
let server: SnowflakeServer

beforeEach(async () => {
  site = await openSite({ pages: 120, seed: 9 })
  shell = await openShell()
  engine = await openSqlEngine()
  server = await openSnowflakeServer({ engine })
  await configure()
})
afterEach(async () => {
  expect(server.problems).toEqual([])
  expect(server.telemetry).toEqual([])
  await server[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
  await shell[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

async function configure(choices: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await shell.write('duckdb.json', site.config(choices))
  await shell.write('snowflake.json', site.config({ ...choices, warehouse: settingsFor(server.url) }))
}

type Rows = readonly Record<string, unknown>[]

async function rowsOf(config: string, stream: string): Promise<Rows> {
  const sql = `select * from ${stream} order by id`
  const answer = await shell.run('query', '--config', config, '--json', sql)
  expect(answer.code, answer.out).toBe(0)
  return (answer.json() as Rows).map(comparable)
}

// When and by which run a row landed or went differs; everything else must be the same, spelled alike.
const ownOfTheRun = new Set(['_synced_at', '_run_id', '_deleted_at'])

function comparable(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).map(([name, value]) => [name.toLowerCase(), plain(value)] as const)
  const isDeleted = entries.some(([name, value]) => name === '_deleted_at' && value !== null)
  return { ...Object.fromEntries(entries.filter(([name]) => !ownOfTheRun.has(name)).sort()), isDeleted }
}

// JSON comes as text in both; its spacing and the order of its keys are the warehouse's own.
function plain(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

async function syncBoth(...words: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const reports: Record<string, unknown>[] = []
  for (const config of ['duckdb.json', 'snowflake.json']) {
    const answer = await shell.run('sync', '--config', config, '--json', ...words)
    expect(answer.code, answer.out).toBe(0)
    reports.push(answer.json() as Record<string, unknown>)
  }
  return reports
}

async function statusOf(config: string): Promise<unknown> {
  const answer = await shell.run('status', '--config', config, '--max-age', '1h', '--json')
  expect(answer.code, answer.out).toBe(0)
  const { streams } = answer.json() as { streams: Record<string, { rows: number; lastVerdict: string }> }
  return Object.entries(streams).map(([name, { rows, lastVerdict }]) => [name, rows, lastVerdict])
}

async function expectSameRows(streams: readonly string[] = streamNames): Promise<void> {
  for (const stream of streams) {
    const [inDuckdb, inSnowflake] = [
      await rowsOf('duckdb.json', stream),
      await rowsOf('snowflake.json', stream),
    ]
    expect(inDuckdb.length).toBeGreaterThan(0)
    expect(inSnowflake, stream).toEqual(inDuckdb)
  }
}

describe('the sync into Snowflake, through the real driver', () => {
  it('ends with the same rows as into DuckDB, in full and after changes', { timeout: 120_000 }, async () => {
    await syncBoth()
    await expectSameRows()
    await site.mutate(
      { op: 'edit', type: 'page', count: 5 },
      { op: 'create', type: 'page', count: 2 },
      { op: 'edit', type: 'comment', count: 3 },
      { op: 'trash', type: 'page', count: 3 },
    )
    await syncBoth()
    await syncBoth('--full-refresh')
    await expectSameRows()
    const runs = await shell.run('runs', '--config', 'snowflake.json', '--json')
    expect((runs.json() as { runs: Rows }).runs).toHaveLength(24)
    expect(await statusOf('snowflake.json')).toEqual(await statusOf('duckdb.json'))
  })

  it('lands of chosen columns what DuckDB lands, and names no other', {
    timeout: 120_000,
  }, async () => {
    const columns = { title: 'leave_out', authorId: 'hash' }
    await configure({ streams: { pages: { columns }, users: {} } })
    await syncBoth()
    await site.mutate({ op: 'edit', type: 'page', count: 5 })
    await syncBoth()
    await expectSameRows(['pages', 'users'])
    const pages = await rowsOf('snowflake.json', 'pages')
    for (const page of pages) {
      expect(page).toMatchObject({ author_id: expect.stringMatching(/^[0-9a-f]{64}$/), _raw: null })
      expect(page).not.toHaveProperty('title')
    }
    const naming = (column: string) =>
      server.statements.filter((sql) => sql.includes('"PAGES"') && sql.includes(column))
    expect(naming('"AUTHOR_ID"')).not.toEqual([])
    expect(naming('"TITLE"')).toEqual([])
  })

  it('of two runs at the same time lets one write; the other says so', { timeout: 120_000 }, async () => {
    const sync = (...words: readonly string[]) => shell.run('sync', '--config', ...words)
    const answers = await Promise.all([sync('snowflake.json', '--json'), sync('snowflake.json')])
    expect(answers.map(({ code }) => code).sort()).toEqual([0, 4])
    const refused = answers.find(({ code }) => code === 4)
    expect(`${refused?.out}${refused?.err}`).toMatch(
      /The run [\w-]+ of wiki is under way since .*: wait for it to end, then run again/,
    )
    expect((await sync('duckdb.json')).code).toBe(0)
    await expectSameRows()
    const runs = await shell.run('runs', '--config', 'snowflake.json', '--json')
    expect((runs.json() as { runs: Rows }).runs).toHaveLength(streamNames.length)
    expect((await sync('snowflake.json')).code).toBe(0)
  })
})
