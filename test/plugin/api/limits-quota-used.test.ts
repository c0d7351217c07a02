import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { moodySite, quotaSite, simulate } from './limits-simulated.ts'

const start = Date.parse('2026-03-01T12:00:20Z')
const minute = 60_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a quota per minute', () => {
  it.each([
    { perMinute: 100, tells: 'quota', latencyMs: 50, minutes: 10, runners: 1 },
    { perMinute: 600, tells: 'quota', latencyMs: 800, minutes: 5, runners: 1 },
    { perMinute: 300, tells: 'quota', latencyMs: 200, minutes: 5, runners: 3 },
    { perMinute: 100, tells: 'refusals', latencyMs: 50, minutes: 30, runners: 1 },
    { perMinute: 600, tells: 'refusals', latencyMs: 800, minutes: 6, runners: 1 },
    { perMinute: 600, tells: 'refusals', latencyMs: 200, minutes: 6, runners: 3 },
  ] as const)(
    'of $perMinute that the site tells by its $tells is used up by $runners and kept to, $latencyMs ms a request',
    async ({ perMinute, tells, latencyMs, minutes, runners }) => {
      const site = quotaSite(perMinute, tells)
      // From a third of the first minute to the end of the last.
      const durationMs = minutes * minute - (start % minute)
      const simulation = { site, durationMs, latencyMs, callers: 20, runners }
      const { accepted, refused, mostAtOnce } = await simulate(simulation)
      expect(accepted / (perMinute * minutes)).toBeGreaterThanOrEqual(0.95)
      expect(refused / (accepted + refused)).toBeLessThanOrEqual(0.01)
      expect(mostAtOnce).toBeLessThanOrEqual(16 * runners)
    },
  )
})

describe('a site that refuses for reasons of its own', () => {
  it('is not asked slower and slower', async () => {
    const site = moodySite(50)
    const { accepted, refused } = await simulate({
      site,
      durationMs: 5 * minute,
      latencyMs: 100,
      callers: 20,
    })
    // Each refusal costs its second; what lies between goes on at the speed of the site.
    expect(accepted / 60).toBeGreaterThan(10)
    expect(refused / (accepted + refused)).toBeCloseTo(1 / 50, 2)
  })
})
