import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../../src/run/job.ts'
import { fuseReason } from '../../../src/run/sweep.ts'

describe('the fuse of the sweep', () => {
  it.each([
    [0, 0, false],
    [0, 100, false],
    [20, 100, false],
    [21, 100, true],
    [1, 1, true],
    [100, 100, true],
  ])('%i of %i rows unseen: stops %s', (unseen, live, stops) => {
    expect(fuseReason(unseen, live, defaultLimits) !== undefined).toBe(stops)
  })

  it('stops when everything would go, even where every share is allowed', () => {
    expect(fuseReason(5, 5, { ...defaultLimits, largestDeletedShare: 1 })).toContain('--allow-deletes')
  })
})
