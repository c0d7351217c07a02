import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestWaitMs, retryAfterMs } from '../../plugin/api/retry-after.ts'

const numRuns = 300
const seed = 20_260_301
const now = Date.parse('2026-03-01T00:00:00.000Z')

const header = fc.oneof(
  fc.string(),
  fc.double().map(String),
  fc.integer().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('', ' ', '1e9', '-0', 'Infinity', 'NaN', '0x10', '1,2', '2026-03-01T00:01Z'),
)
const headers = fc.record(
  {
    'retry-after': fc.oneof(header, fc.array(header, { maxLength: 2 })),
    'x-ratelimit-reset': fc.oneof(header, fc.array(header, { maxLength: 2 })),
  },
  { requiredKeys: [] },
)

describe('how long a site asks to wait', () => {
  it('is never less than nothing, never more than ten minutes, and always a whole number', () => {
    fc.assert(
      fc.property(headers, (given) => {
        const wait = retryAfterMs(given, now)
        if (wait === undefined) return
        expect(Number.isInteger(wait)).toBe(true)
        expect(wait).toBeGreaterThanOrEqual(0)
        expect(wait).toBeLessThanOrEqual(longestWaitMs)
      }),
      { numRuns, seed },
    )
  })

  it('is never shorter than asked for, in seconds or as a date', () => {
    const seconds = fc.double({ min: 0, max: longestWaitMs / 1000, noNaN: true })
    fc.assert(
      fc.property(seconds, fc.nat(longestWaitMs / 1000), (some, whole) => {
        expect(retryAfterMs({ 'retry-after': String(some) }, now)).toBeGreaterThanOrEqual(some * 1000)
        const until = new Date(now + whole * 1000)
        for (const date of [until.toUTCString(), until.toISOString()])
          expect(retryAfterMs({ 'retry-after': date }, now)).toBe(whole * 1000)
        const reset = { 'retry-after': 'soon', 'x-ratelimit-reset': until.toISOString() }
        expect(retryAfterMs(reset, now)).toBe(whole * 1000)
      }),
      { numRuns, seed },
    )
  })
})
