import { describe, expect, it } from 'vitest'
import { duration } from '../../../src/cli/values.ts'

describe('a duration on the command line', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['168h', 604_800_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(duration(text)).toBe(milliseconds)
  })

  it.each(['', '90', 's', '0s', '-5m', '1.5h', '1h30m', '2 h', '2H', '1d', '169h', '9999999999999999s'])(
    'refuses "%s" and shows how',
    (text) => {
      expect(() => duration(text)).toThrow(/90s, 30m or 2h/)
    },
  )
})
