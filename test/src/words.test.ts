import { expect, it } from 'vitest'
import { paceOf, rowsOf, spanOf } from '../../src/words.ts'

it.each([
  [0, 'under 1 s'],
  [999, 'under 1 s'],
  [1_000, '1 s'],
  [59_400, '59 s'],
  [59_900, '1 min'],
  [61_000, '1 min 1 s'],
  [3_599_900, '1 h'],
  [3_660_000, '1 h 1 min'],
  [7_200_000, '2 h'],
  [90_000_000, '1 d 1 h'],
])('tells %d milliseconds as %s', (milliseconds, words) => {
  expect(spanOf(milliseconds)).toBe(words)
})

it('tells rows with their share where it is known', () => {
  expect(rowsOf({ rows: 12_000 })).toBe('12,000 rows')
  expect(rowsOf({ rows: 11_999, expected: 12_000, share: 11_999 / 12_000 })).toBe(
    '11,999 of about 12,000 rows (99 %)',
  )
})

it('tells the pace as far as it is known', () => {
  expect(paceOf({ rows: 1 })).toEqual([])
  expect(paceOf({ rows: 1, rate: 0.52 })).toEqual(['0.5 rows/s'])
  expect(paceOf({ rows: 1, rate: 1_234.5, leftMs: 90_000 })).toEqual(['1,235 rows/s', '1 min 30 s left'])
})
