import { describe, expect, it } from 'vitest'
import { openBudget } from '../../../plugin/api/limits-budget.ts'
import { quotaOf } from '../../../plugin/api/limits-quota.ts'
import { type Headers, retryAfterMs } from '../../../plugin/api/retry-after.ts'

const now = Date.parse('2026-03-26T15:50:00Z')
const minutes = 60_000

describe('the quota an answer tells of', () => {
  const classic = (remaining: string, more: Headers = {}): Headers => ({
    'x-ratelimit-limit': '40000',
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': '2026-03-26T16:00Z',
    ...more,
  })

  it.each<[string, Headers, object | undefined]>([
    ['nothing', {}, undefined],
    ['a reset alone', { 'x-ratelimit-reset': '2026-03-26T16:00Z' }, undefined],
    ['nonsense', classic('many'), undefined],
    ['plenty', classic('20000'), { remaining: 20_000, resetsInMs: 10 * minutes, isNear: false }],
    ['a fifth', classic('8000'), { remaining: 8_000, resetsInMs: 10 * minutes, isNear: true }],
    [
      'plenty, but near its limit',
      classic('20000', { 'x-ratelimit-nearlimit': 'true' }),
      { remaining: 20_000, resetsInMs: 10 * minutes, isNear: true },
    ],
    [
      'plenty, by a clock that is ahead of ours',
      classic('20000', { date: 'Thu, 26 Mar 2026 15:58:00 GMT' }),
      { remaining: 20_000, resetsInMs: 2 * minutes, isNear: false },
    ],
    ['a reset gone by', classic('1', { 'x-ratelimit-reset': '2026-03-26T15:00Z' }), { resetsInMs: 0 }],
    [
      'points',
      { ratelimit: '"global-app-quota";r=11000;t=600' },
      { remaining: 11_000, resetsInMs: 10 * minutes, isNear: true },
    ],
    [
      'several, of which the tightest counts',
      { ratelimit: '"global-app-quota";r=11000;t=600, "tenant-quota";r=10;t=60' },
      { remaining: 10, resetsInMs: 1 * minutes },
    ],
    ['one that is not enforced', { 'beta-ratelimit': '"global-app-quota";r=1;t=600' }, undefined],
  ])('is understood: %s', (_, headers, quota) => {
    const told = quotaOf(headers, now)
    if (quota === undefined) expect(told).toBeUndefined()
    else expect(told).toMatchObject(quota)
  })

  it('is no wish to wait as long as some of it is left', () => {
    expect(retryAfterMs(classic('20000'), now)).toBeUndefined()
    expect(retryAfterMs(classic('0'), now)).toBe(10 * minutes)
    expect(retryAfterMs(classic('20000', { 'retry-after': '3' }), now)).toBe(3_000)
  })
})

describe('what is left of a quota', () => {
  const near = (remaining: number) => ({ remaining, resetsInMs: 1 * minutes, isNear: true })

  it('keeps nobody waiting while there is plenty', () => {
    const budget = openBudget()
    budget.heed({ remaining: 500, resetsInMs: 1 * minutes, isNear: false }, now)
    expect(budget.dueAt(now, now, 0)).toBe(now)
  })

  it('is spread over the time until it is renewed', () => {
    const budget = openBudget()
    budget.heed(near(60), now)
    expect(budget.dueAt(now, now, 0)).toBe(now + 1_000)
    expect(budget.dueAt(now, now, 30)).toBe(now + 2_000)
  })

  it('is counted in what an answer really costs', () => {
    const budget = openBudget()
    // 251 points for each page of 250 records.
    for (const remaining of [15_562, 15_311, 15_060]) budget.heed(near(remaining), now)
    expect(budget.dueAt(now, now, 0)).toBe(now + 1_000)
  })

  it('is waited for when it is used up, and not longer than ten minutes', () => {
    const budget = openBudget()
    budget.heed(near(0), now)
    expect(budget.dueAt(now, now, 0)).toBe(now + 1 * minutes)
    budget.heed({ ...near(0), resetsInMs: 600 * minutes }, now)
    expect(budget.dueAt(now, now, 0)).toBe(now + 10 * minutes)
    expect(budget.dueAt(now, now + 10 * minutes, 0)).toBe(now + 10 * minutes)
  })

  it('is looked at again when answers under way may tell more', () => {
    const budget = openBudget()
    budget.heed(near(2), now)
    expect(budget.dueAt(now, now, 2)).toBe(now + 1_000)
  })
})
