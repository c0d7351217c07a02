import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPace } from '../../src/pace.ts'
import { fakeSurroundings } from '../support/fake-source.ts'

function watch(expected?: number) {
  const clock = fakeSurroundings()
  const pace = openPace(clock.now)
  pace.expect(expected)
  let rows = 0
  return {
    ...pace,
    clock,
    /** So many seconds with so many rows each. */
    come(seconds: number, each: number) {
      for (let second = 0; second < seconds; second += 1) {
        clock.advance(1_000)
        rows += each
        pace.note(rows)
      }
      return pace.standing()
    },
  }
}

describe('the pace of a stream', () => {
  it('is told once it can be, with the share and the time left', () => {
    const stream = watch(10_000)
    expect(stream.come(1, 100)).toEqual({ rows: 100, expected: 10_000, share: 0.01 })
    const standing = stream.come(9, 100)
    expect(standing).toMatchObject({ rows: 1_000, share: 0.1 })
    expect(standing.rate).toBeCloseTo(100, 5)
    expect(standing.leftMs).toBeCloseTo(90_000, 0)
  })

  it('has no share and no time left without an estimate', () => {
    const standing = watch().come(10, 50)
    expect(Object.keys(standing).sort()).toEqual(['rate', 'rows'])
  })

  it('says nothing of a share once there are more rows than were expected', () => {
    const standing = watch(400).come(10, 50)
    expect(standing.rate).toBeCloseTo(50, 5)
    expect(Object.keys(standing).sort()).toEqual(['rate', 'rows'])
  })

  it('follows a change of pace without jumping to it', () => {
    const stream = watch(100_000)
    stream.come(60, 100)
    const soon = stream.come(3, 1_000).rate ?? 0
    expect(soon).toBeGreaterThan(150)
    expect(soon).toBeLessThan(500)
    expect(stream.come(90, 1_000).rate).toBeGreaterThan(950)
  })

  it('falls while nothing comes, and then tells no time left rather than an absurd one', () => {
    const stream = watch(10_000)
    const before = stream.come(10, 100).leftMs ?? 0
    stream.clock.advance(30_000)
    expect(stream.standing().leftMs).toBeGreaterThan(2 * before)
    stream.clock.advance(3_600_000)
    expect(stream.standing().leftMs).toBeUndefined()
  })

  it('is not thrown by a clock that is set back', () => {
    const stream = watch(10_000)
    stream.come(10, 100)
    stream.clock.advance(-3_600_000)
    expect(stream.standing().rate).toBeCloseTo(100, 5)
    expect(stream.come(20, 100).rate).toBeCloseTo(100, 0)
  })

  it('is never negative or absurd, whatever the clock and the site do', () => {
    const step = fc.record({ afterMs: fc.integer({ min: -60_000, max: 120_000 }), more: fc.nat(5_000) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(20_000), (steps, expected) => {
        const clock = fakeSurroundings()
        const pace = openPace(clock.now)
        pace.expect(expected)
        let rows = 0
        for (const { afterMs, more } of steps) {
          clock.advance(afterMs)
          rows += more
          pace.note(rows)
          const { rate = 0, share = 0, leftMs = 0 } = pace.standing()
          expect(Number.isFinite(rate) && rate >= 0).toBe(true)
          expect(share >= 0 && share < 1).toBe(true)
          expect(leftMs >= 0 && leftMs <= 30 * 24 * 3_600_000).toBe(true)
        }
      }),
    )
  })
})
