import { expect, it } from 'vitest'
import { withSpaces } from '../../../plugin/connection/with-spaces.ts'

it.each([
  ['', ['DEV'], 'space in ("DEV")'],
  ['label = "x"', ['DEV', 'OPS'], 'space in ("DEV", "OPS") and (label = "x")'],
  ['a = 1 or b = 2', ['DEV'], 'space in ("DEV") and (a = 1 or b = 2)'],
  ['space in ("DEV") and (label = "x")', ['OPS'], 'space in ("OPS") and (label = "x")'],
  ['space in ("DEV") and (label = "x")', [], 'label = "x"'],
  ['space in ("DEV") or label = "x"', ['OPS'], 'space in ("OPS") and (space in ("DEV") or label = "x")'],
])('%s limited to %j is %s', (clause, keys, limited) => {
  expect(withSpaces(clause, keys)).toBe(limited)
})

it('quotes what stands in a key', () => {
  expect(withSpaces('', ['a") or ("b'])).toBe('space in ("a\\") or (\\"b")')
})
