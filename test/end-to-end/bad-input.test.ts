import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShell } from '../support/command-line.ts'
import type { Site } from '../support/site.ts'
import { openSite } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite({ pages: 60 })
})
afterAll(() => site[Symbol.asyncDispose]())

const clause = (text: string) => ({ parameters: { cql_pages_clause: text } })
const columns = (name: string) => ({ streams: { users: { columns: { [name]: 'hash' } } } })
const withToken = (apiToken: string) => ({ connection: { ...site.connection, apiToken } })

describe('bad input gives one sentence, a code of its kind, and writes nothing', () => {
  it.each<[string, () => unknown, number, RegExp]>([
    ['a broken file', () => '{ "name": ', 2, /not valid JSON/],
    [
      'a variable that is not set',
      () => site.config(withToken('${NOT_SET}')),
      2,
      /NOT_SET, which is not set/,
    ],
    ['a wrong password', () => site.config(withToken('wrong')), 3, /refused|not accepted|token/i],
    [
      'ORDER BY in the clause',
      () => site.config(clause('space = DEV order by title')),
      2,
      /column 13.*ORDER BY/i,
    ],
    ['unbalanced quotes', () => site.config(clause('label = "important')), 2, /quot/i],
    ['unbalanced parentheses', () => site.config(clause('(label = "x"')), 2, /parenthes/i],
    ['an unknown stream', () => site.config({ streams: { page: {} } }), 2, /did you mean "pages"/],
    [
      'an unknown strategy',
      () => site.config({ streams: { pages: { strategy: 'incremntal' } } }),
      2,
      /did you mean "incremental"/,
    ],
    [
      'a strategy the stream has not',
      () => site.config({ streams: { spaces: { strategy: 'incremental' } } }),
      2,
      /full_refresh/,
    ],
    [
      'an unknown behaviour',
      () => site.config({ streams: { pages: { behaviour: 'merg' } } }),
      2,
      /did you mean "merge"/,
    ],
    ['a list of streams', () => site.config({ streams: ['pages'] }), 2, /must be "all" or an object such as/],
    ['a column by its name in the table', () => site.config(columns('display_name')), 2, /"displayName"/],
    [
      'a cursor of a stream without any',
      () => site.config({ streams: { spaces: { cursor: 'createdAt' } } }),
      2,
      /has no cursor to choose; remove it/,
    ],
    [
      'a Redis elsewhere without encryption',
      () =>
        site.config({
          connection: { ...site.connection, sharedLimits: { redisUrl: 'redis://far.example' } },
        }),
      2,
      /"connection.sharedLimits" is not valid: must be an address such as rediss:/,
    ],
    [
      'a database that would be lost',
      () => site.config({ warehouse: { type: 'duckdb', path: ':memory:' } }),
      2,
      /"warehouse.path" is not valid: the rows would be lost after each run; name a file\./,
    ],
    ['an unknown key', () => site.config({ warehous: {} }), 2, /warehous/],
    ['an unknown warehouse', () => site.config({ warehouse: { type: 'duck' } }), 2, /did you mean "duckdb"/],
    [
      'a method that is missing',
      () => site.config({ connection: { domain: 'acme.atlassian.net' } }),
      2,
      /"connection.method" is missing; it takes one of: api_token, oauth_access_token\./,
    ],
    [
      'a warehouse whose type is missing',
      () => site.config({ warehouse: { path: 'wiki.duckdb' } }),
      2,
      /"warehouse.type" is missing; it takes one of: duckdb, snowflake\./,
    ],
    [
      'an unknown method',
      () => site.config({ connection: { method: 'token' } }),
      2,
      /did you mean "api_token"/,
    ],
    [
      'plain http to another machine',
      () => site.config({ connection: { ...site.connection, domain: 'http://wiki.example.com' } }),
      2,
      /https/,
    ],
    [
      'a folder that is not there',
      () => site.config({ warehouse: { type: 'duckdb', path: 'no/such/x.duckdb' } }),
      2,
      /folder|director/i,
    ],
  ])('%s', async (_, content, code, message) => {
    await using shell = await openShell()
    await shell.write('sync.json', content())
    const answer = await shell.run('sync', '--config', 'sync.json')
    expect(answer.err).toMatch(message)
    expect(answer.err.trim().split('\n')).toHaveLength(1)
    expect([answer.code, answer.out]).toEqual([code, ''])
    expect(readdirSync(shell.folder)).toEqual(['sync.json'])
  })

  it('a configuration that is not there', async () => {
    await using shell = await openShell()
    const answer = await shell.run('sync', '--config', 'nothing.json')
    expect([answer.code, answer.err]).toEqual([2, expect.stringContaining('there is no such file')])
  })

  it('a clause that the site does not understand', async () => {
    await using shell = await openShell()
    await shell.write('sync.json', site.config({ ...clause('colour = red'), streams: { pages: {} } }))
    const answer = await shell.run('check', '--config', 'sync.json')
    expect(answer.code).toBe(2)
    expect(answer.out).toMatch(/FAILED .*clause/i)
    expect(existsSync(join(shell.folder, 'wiki.duckdb'))).toBe(false)
  })

  it('a warehouse file that is no database stays as it is', async () => {
    await using shell = await openShell()
    const text = 'these are my notes, not a database\n'.repeat(500)
    await shell.write('wiki.duckdb', text)
    await shell.write('sync.json', site.config())
    const answer = await shell.run('sync', '--config', 'sync.json')
    expect([answer.code, answer.err]).toEqual([2, expect.stringMatching(/not a .*database/i)])
    expect(await readFile(join(shell.folder, 'wiki.duckdb'), 'utf8')).toBe(text)
  })

  it('a warehouse file that another process holds', async () => {
    await using shell = await openShell()
    await shell.write('sync.json', site.config())
    const holder = fork(join(import.meta.dirname, '../support/hold-database.mjs'), [
      join(shell.folder, 'wiki.duckdb'),
    ])
    await once(holder, 'message')
    const answer = await shell.run('sync', '--config', 'sync.json')
    holder.kill()
    await once(holder, 'exit')
    expect([answer.code, answer.err]).toEqual([4, expect.stringMatching(/open in another program/)])
  })

  it('a folder in place of the database', async () => {
    await using shell = await openShell()
    await mkdir(join(shell.folder, 'wiki.duckdb'))
    await shell.write('sync.json', site.config())
    const answer = await shell.run('sync', '--config', 'sync.json')
    expect(answer.code).toBe(2)
  })

  it('with --json, the failure is one JSON value', async () => {
    await using shell = await openShell()
    const answer = await shell.run('sync', '--config', 'nothing.json', '--json')
    expect(answer.json()).toMatchObject({ error: { kind: 'config', code: 'config_unreadable' } })
  })
})
