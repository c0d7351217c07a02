import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import { unknownWord, validate } from '../../src/explain.ts'

const schema = z.strictObject({
  name: z.string().regex(/^[a-z]+$/, 'use small letters'),
  colour: z.enum(['red', 'green', 'blue']).optional(),
  nested: z.strictObject({ path: z.string(), size: z.number().min(1).max(9).optional() }).optional(),
  word: z.string().min(1).optional(),
  many: z
    .record(z.string(), z.strictObject({ strategy: z.enum(['full_refresh', 'incremental']).optional() }))
    .optional(),
  several: z
    .union([z.literal('all'), z.record(z.string(), z.enum(['red', 'green']))], { error: 'write "all"' })
    .optional(),
  kind: z
    .discriminatedUnion('of', [
      z.strictObject({ of: z.literal('every'), minutes: z.number().int() }),
      z.strictObject({ of: z.literal('manual') }),
    ])
    .optional(),
})

function message(value: unknown): string {
  try {
    validate(schema, value, '')
  } catch (error) {
    expect(error).toBeInstanceOf(SyncError)
    expect(error).toMatchObject({ kind: 'config' })
    return (error as SyncError).message
  }
  throw new Error('it was accepted')
}

describe('validate', () => {
  it('gives the value back', () => expect(validate(schema, { name: 'wiki' }, '')).toEqual({ name: 'wiki' }))

  it.each([
    [
      { nmae: 'wiki' },
      /key "nmae" is not known; did you mean "name"\? Valid: name, colour, nested, word, many, several, kind\.$/,
    ],
    [
      { schedule: 'daily', name: 'wiki' },
      /key "schedule" is not known\. Valid: colour, nested, word, many, several, kind\.$/,
    ],
    [
      { name: 'wiki', nested: { pth: 'x', path: 'y' } },
      /In "nested" the key "pth" is not known\. Valid: size\.$/,
    ],
    [{ name: 'wiki', nested: { pth: 'x' } }, /In "nested" the key "pth" is not known; did you mean "path"\?/],
    [{ name: 'wiki', colour: 'gren' }, /"colour" "gren" is not known; did you mean "green"/],
    [
      { name: 'wiki', many: { pages: { strategy: 'incremantal' } } },
      /"many.pages.strategy" "incremantal".*did you mean "incremental"/,
    ],
    [
      { name: 'wiki', many: { pages: { stratgy: 'incremental' } } },
      /In "many.pages" the key "stratgy".*did you mean "strategy"/,
    ],
    [{ nam: 'wiki' }, /key "nam" is not known; did you mean "name"/],
    [{ name: 'wiki', nested: { path: 'x', size: 0 } }, /"nested.size" must be at least 1\.$/],
    [{ name: 'wiki', nested: { path: 'x', size: 10 } }, /"nested.size" must be at most 9\.$/],
    [{ name: 'wiki', word: '' }, /"word" must not be empty\.$/],
    [{ name: 'wiki', many: 'pages' }, /"many" must be of type object\.$/],
    [{}, /"name" is missing; add it/],
    [{ name: 7 }, /"name" must be of type string/],
    [{ name: 'WIKI' }, /"name" is not valid: use small letters\.$/],
    [{ name: 'wiki', several: 7 }, /^"several" is not valid: write "all"\.$/],
    [{ name: 'wiki', several: { a: 'gren' } }, /^"several.a" "gren" is not known; did you mean "green"/],
    [{ name: 'wiki', kind: { of: 'evry' } }, /^"kind.of" "evry" is not known; did you mean "every"/],
    [{ name: 'wiki', kind: {} }, /^"kind.of" is missing; it takes one of: every, manual\.$/],
    [
      { name: 'wiki', kind: { of: 'every', minutes: 1.5 } },
      /^"kind.minutes" must be of type whole number\.$/,
    ],
    [
      { name: 'wiki', kind: { of: 'every', minuts: 1, minutes: 2 } },
      /^In "kind" the key "minuts" is not known/,
    ],
    [{ name: 'wiki', kind: { of: 'every', minuts: 1 } }, /did you mean "minutes"/],
    [{ name: 'wiki', colour: { toString: 1 } }, /^"colour" "\{"toString":1\}" is not known/],
    [{ name: 'wiki', colour: 'x'.repeat(500) }, /^"colour" "x{100}…" is not known/],
    ['text', /The configuration must be of type object/],
  ])('explains %j', (value, expected) => expect(message(value)).toMatch(expected))
})

describe('unknownWord', () => {
  it('names the nearest valid word and all of them', () => {
    expect(unknownWord('The stream', 'page', ['spaces', 'pages']).message).toBe(
      'The stream "page" is not known; did you mean "pages"? Valid: spaces, pages.',
    )
  })
})

describe('the nearest word', () => {
  const keys = [
    'name',
    'connection',
    'parameters',
    'streams',
    'warehouse',
    'limits',
    'full_refresh',
    'api_token',
  ]
  it.each([
    ['schedule', undefined],
    ['retries', undefined],
    ['url', undefined],
    ['x', undefined],
    ['limit', 'limits'],
    ['Streams', 'streams'],
    ['stream', 'streams'],
    ['wharehouse', 'warehouse'],
    ['parametres', 'parameters'],
    ['token', 'api_token'],
    ['full', 'full_refresh'],
    ['full-refresh', 'full_refresh'],
  ])('to %s is %s', (word, nearest) => {
    const { message } = unknownWord('The key', word, keys)
    expect(/did you mean "(.*)"\?/.exec(message)?.[1]).toBe(nearest)
    expect(message).toMatch(/Valid: name, .*api_token\.$/)
  })
})
