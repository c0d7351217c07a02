import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sideBySide } from '../../src/run/side-by-side.ts'

const numRuns = 200
const seed = 20_260_301

const worker = fc.record({
  items: fc.nat(6),
  turns: fc.nat(3),
  /** Throws in the place of its last item. */
  fails: fc.boolean(),
})
const race = fc.record({
  workers: fc.array(worker, { maxLength: 8 }),
  width: fc.integer({ min: 1, max: 4 }),
  /** The consumer stops after so many items. */
  stopsAfter: fc.option(fc.nat(10), { nil: undefined }),
})

describe('what runs side by side', () => {
  it('is yielded whole and in its own order, is never too much at once, and is always closed', async () => {
    await fc.assert(
      fc.asyncProperty(race, async ({ workers, width, stopsAfter }) => {
        let open = 0
        let most = 0
        let begun = 0
        let closed = 0
        const generators = workers.map(async function* ({ items, turns, fails }, name) {
          begun += 1
          open += 1
          most = Math.max(most, open)
          try {
            for (let item = 0; item < items; item += 1) {
              for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
              yield [name, item] as const
            }
            if (fails) throw new Error(`worker ${name}`)
          } finally {
            open -= 1
            closed += 1
          }
        })
        const seen: (readonly [number, number])[] = []
        using unheard = listenForUnheard()
        const failure = await (async () => {
          for await (const item of sideBySide(generators, width)) {
            seen.push(item)
            if (stopsAfter !== undefined && seen.length > stopsAfter) return undefined
          }
          return undefined
        })().catch((error: unknown) => error)
        await nextTurn()
        expect(unheard.failures).toEqual([])
        expect([open, closed]).toEqual([0, begun])
        expect(most).toBeLessThanOrEqual(width)
        for (const [name, { items }] of workers.entries()) {
          const own = seen.filter(([from]) => from === name).map(([, item]) => item)
          expect(own).toEqual(own.map((_, place) => place))
          if (failure === undefined && stopsAfter === undefined) expect(own).toHaveLength(items)
        }
        const isWhole = seen.length <= (stopsAfter ?? Number.POSITIVE_INFINITY)
        if (isWhole) expect(failure !== undefined).toBe(workers.some(({ fails }) => fails))
      }),
      { numRuns, seed },
    )
  })
})

/** Failures that nobody handles would end the process; here they are heard instead of the test's own listeners. */
function listenForUnheard() {
  const failures: unknown[] = []
  const hear = (failure: unknown) => failures.push(failure)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', hear)
  return {
    failures,
    [Symbol.dispose]() {
      process.off('unhandledRejection', hear)
      for (const other of others) process.on('unhandledRejection', other)
    },
  }
}
