import { beforeEach, describe, expect, it } from 'vitest'
import { graceMs, stopOnSignal } from '../../../src/cli/stopping.ts'

describe('stopping', () => {
  let log: string[]
  let signalled: () => void
  let graceOver: () => void
  let stopped: AbortSignal

  beforeEach(() => {
    log = []
    stopped = stopOnSignal({
      onSignal: (listener) => {
        signalled = listener
      },
      later: (delayMs, action) => {
        log.push(`later ${delayMs}`)
        graceOver = action
      },
      end: () => log.push('end'),
    })
  })

  it('asks the run to stop at the first signal and lets it', () => {
    expect(stopped.aborted).toBe(false)
    signalled()
    expect([stopped.aborted, log]).toEqual([true, [`later ${graceMs}`]])
  })

  it('ends the process when what is in hand takes too long', () => {
    signalled()
    graceOver()
    expect(log).toEqual([`later ${graceMs}`, 'end'])
    expect(graceMs).toBeLessThan(10_000)
  })

  it('ends the process at the second signal', () => {
    signalled()
    signalled()
    expect(log.at(-1)).toBe('end')
  })
})
