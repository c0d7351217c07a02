import { describe, expect, it } from 'vitest'
import { parseClause } from '../../../plugin/api/clause.ts'

describe('the CQL clause for pages', () => {
  it.each([
    ['none', undefined, undefined],
    ['blanks alone', '  \n ', undefined],
    ['one with blanks around it', ' space = DOCS ', 'space = DOCS'],
    ['parentheses in quotes', 'title ~ "a ) b"', 'title ~ "a ) b"'],
    ['ORDER BY in quotes', 'title ~ "order by"', 'title ~ "order by"'],
    ['an escaped quote', String.raw`title ~ "a \" order by ("`, String.raw`title ~ "a \" order by ("`],
    ['single quotes', "title ~ 'a \" b'", "title ~ 'a \" b'"],
    ['nesting', '(a = 1 or (b = 2)) and c = 3', '(a = 1 or (b = 2)) and c = 3'],
    ['a word that only looks like it', 'label = reorder', 'label = reorder'],
  ])('allows %s', (_, text, expected) => {
    expect(parseClause(text)).toBe(expected)
  })

  it.each([
    ['ORDER BY', 'space = A order  BY created', 'clause_order_by', 'column 11'],
    ['a quote that stays open', 'title ~ "abc', 'clause_open_quote', 'column 9'],
    ['a parenthesis that stays open', 'a = 1 and (b = 2', 'clause_open_parenthesis', 'column 11'],
    ['one that closes nothing', 'a = 1) or (b = 2', 'clause_closing_parenthesis', 'column 6'],
  ])('refuses %s', (_, text, code, place) => {
    expect(() => parseClause(text)).toThrow(
      expect.objectContaining({ kind: 'config', code, message: expect.stringContaining(place) }),
    )
  })
})
