import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShell } from '../support/command-line.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite({ pages: 20 })
})
afterAll(() => site[Symbol.asyncDispose]())

/** The configuration as text, with this in the place of one of its sections. */
const withText = (key: string, text: string) => {
  const whole = JSON.stringify({ ...site.config({ streams: { spaces: {} } }), [key]: 'HERE' })
  return whole.replace('"HERE"', text)
}

describe('a configuration made to do harm is refused in one sentence', () => {
  it.each<[string, () => string]>([
    ['a prototype in it', () => withText('__proto__', '{"name":"x"}')],
    ['a constructor in it', () => withText('constructor', '{"prototype":{"polluted":true}}')],
    ['a stream called __proto__', () => withText('streams', '{"__proto__":{}}')],
    ['a stream called constructor', () => withText('streams', '{"constructor":{}}')],
    ['a stream called toString', () => withText('streams', '{"toString":{}}')],
    ['a method called constructor', () => withText('connection', '{"method":"constructor"}')],
    ['a method called __proto__', () => withText('connection', '{"method":"__proto__"}')],
    ['a warehouse called constructor', () => withText('warehouse', '{"type":"constructor","path":"x"}')],
    ['a warehouse called __proto__', () => withText('warehouse', '{"type":"__proto__"}')],
    ['a name that is a path', () => withText('name', '"../../x"')],
    ['a name that is SQL', () => withText('name', `"x'; drop table pages; --"`)],
    ['a name of a thousand letters', () => withText('name', JSON.stringify('x'.repeat(1000)))],
    ['a name that is empty', () => withText('name', '""')],
    ['a name that is a number', () => withText('name', '1')],
    ['a list in the place of everything', () => '[]'],
    ['nothing at all', () => ''],
    ['null', () => 'null'],
    [
      'nesting without end',
      () => withText('parameters', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`),
    ],
    ['a huge file', () => withText('parameters', JSON.stringify({ cql: 'x'.repeat(20_000_000) }))],
    ['a domain that is a script', () => withText('connection', connectionTo('javascript:alert(1)'))],
    ['a domain that is a file', () => withText('connection', connectionTo('file:///etc/passwd'))],
    ['a domain with credentials', () => withText('connection', connectionTo('https://a:b@example.com'))],
    ['a domain with a line break', () => withText('connection', connectionTo('example.com\r\nX: y'))],
    ['a limit that is no number', () => withText('limits', '{"largestDeletedShare":1e999}')],
    ['a limit below zero', () => withText('limits', '{"overlapMinutes":-1}')],
  ])('%s', async (_, content) => {
    await using shell = await openShell()
    await shell.write('sync.json', content())
    const answer = await shell.run('sync', '--config', 'sync.json')
    expect([answer.code, answer.out]).toEqual([2, ''])
    expect(answer.err).toMatch(/^[^\n]{10,1000}$/)
    expect(answer.err).not.toMatch(/unexpected happened|undefined|\[object/)
    expect(readdirSync(shell.folder)).toEqual(['sync.json'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  const connectionTo = (domain: string) => JSON.stringify({ ...site.connection, domain })
})

describe('odd names are harmless', () => {
  it.each<[string, { schema?: string; path?: string }]>([
    ['a schema that is SQL', { schema: `x"; drop schema main; --` }],
    ['a schema with a dot and blanks', { schema: 'a.b c' }],
    ['a path with quotes and blanks', { path: `o'hara "x".duckdb` }],
    ['a path that begins like an option', { path: '--help' }],
    ['a path that begins like a service', { path: 'md:elsewhere' }],
    ['a path up and down again', { path: '../here/../here.duckdb' }],
  ])('%s', async (_, changes) => {
    await using shell = await openShell()
    const path = changes.path?.replace('here/../here', 'here') ?? 'wiki.duckdb'
    await shell.write(
      'sync.json',
      site.config({
        streams: { spaces: {} },
        warehouse: { type: 'duckdb', path: 'wiki.duckdb', ...changes },
      }),
    )
    const answer = await shell.run('sync', '--config', 'sync.json', '--json')
    expect(answer.code, answer.out + answer.err).toBeOneOf([0, 2])
    if (answer.code === 0 && !path.startsWith('..')) expect(existsSync(join(shell.folder, path))).toBe(true)
    if (answer.code === 2) expect(answer.json()).toMatchObject({ error: { kind: 'config' } })
  })

  it.each([
    ['a clause that closes our parenthesis', `x") or (type = page`],
    ['a clause with a comment', 'type = page -- and more'],
  ])('%s', async (_, clause) => {
    await using shell = await openShell()
    const parameters = { cql_pages_clause: clause }
    await shell.write('sync.json', site.config({ streams: { pages: {} }, parameters }))
    const answer = await shell.run('sync', '--config', 'sync.json')
    expect(answer.code).toBe(2)
  })
})
