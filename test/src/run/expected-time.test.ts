import { describe, expect, it } from 'vitest'
import { timeAnswers } from '../../../src/run/answer-times.ts'
import { alone, together } from '../../../src/run/expected-time.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'

const work = (requests: number, atOnce = 1) => ({ requests, atOnce, answerMs: 100 })

describe('the time that work takes', () => {
  it.each([
    [work(10), 1_000],
    [work(10, 4), 250],
    [work(2, 16), 100],
    [work(0, 16), 0],
  ])('alone: %j', (one, milliseconds) => expect(alone(one)).toBe(milliseconds))

  it('is that of the longest when there is a place for each', () => {
    expect(together([[work(10), work(30), work(20)]], 4)).toBe(3_000)
  })

  it('is that of the fullest place when there is not', () => {
    expect(together([[work(10), work(30), work(20)]], 2)).toBe(3_000)
    expect(together([[work(10), work(30), work(20)]], 1)).toBe(6_000)
  })

  it('adds up over rounds', () => {
    expect(together([[work(10)], [work(5)], []], 4)).toBe(1_500)
  })

  it('is never shorter than the connection allows', () => {
    expect(together([[work(40, 16), work(40, 16)]], 4, 16)).toBe(500)
    expect(together([[work(40, 16), work(40, 16)]], 4)).toBe(250)
  })
})

describe('timed answers', () => {
  it('tell the longest from its last attempt to its end, without the pause before', () => {
    const clock = fakeSurroundings()
    const times = timeAnswers(clock.now)
    expect(times.longestMs()).toBeUndefined()
    times.observe({ requests: 1 })
    clock.advance(40)
    times.observe({ bytes: 10 })
    times.observe({ requests: 1 })
    clock.advance(30_000)
    times.observe({ requests: 1, retries: 1 })
    clock.advance(70)
    times.observe({ bytes: 10 })
    expect([times.requests(), times.longestMs()]).toEqual([3, 70])
  })

  it('are no shorter than nothing when the clock is set back', () => {
    const clock = fakeSurroundings()
    const times = timeAnswers(clock.now)
    times.observe({ requests: 1 })
    clock.advance(-5_000)
    times.observe({ bytes: 10 })
    expect(times.longestMs()).toBe(0)
  })
})
