import { describe, expect, it } from 'vitest'
import { steadyClock } from '../../../plugin/api/steady-clock.ts'

describe('a steady clock', () => {
  it('goes on from where it stood when the given one is set back, and never goes back itself', () => {
    let given = 1_000
    const now = steadyClock(() => given)
    const told = [0, 10, -500, 10, 10, 2_000, -3_000, 5].map((step) => {
      given += step
      return now()
    })
    expect(told).toEqual([1_000, 1_010, 1_010, 1_020, 1_030, 3_030, 3_030, 3_035])
  })
})
