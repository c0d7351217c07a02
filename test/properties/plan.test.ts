import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Plan, planRead, resumableForMs } from '../../src/run/plan.ts'
import { parseState, type SyncState, toJson } from '../../src/run/state.ts'

const numRuns = 300
const seed = 20_260_301
const hourMs = 3_600_000
const fullReadEveryMs = 7 * 24 * hourMs
const overlapMs = hourMs

/** One run after the other: what is asked for, how much later, and how it ends. */
const run = fc.record({
  strategy: fc.constantFrom('full_refresh' as const, 'incremental' as const),
  fullRefresh: fc.constantFrom(false, false, false, true),
  scope: fc.constantFrom('a', 'a', 'a', 'a', 'b'),
  laterMs: fc.oneof(fc.nat(hourMs), fc.nat(2 * 24 * hourMs), fc.constant(8 * 24 * hourMs)),
  end: fc.constantFrom('complete', 'complete', 'interrupted', 'repeat', 'nothing stored' as const),
})

function endOf({ state }: Plan, end: string, before: SyncState | undefined): SyncState | undefined {
  const { read, ...settled } = state
  if (end === 'nothing stored') return before
  if (end === 'interrupted')
    return { ...state, read: { ...read, partitions: { '{}': { resume: 'token' } }, newest: read.startedAt } }
  const { version, scope, fullAt = read.startedAt } = settled
  if (end === 'repeat') return { version, scope, ledger: [] }
  return { version, scope, fullAt, cursor: read.startedAt, ledger: [] }
}

describe('what a run reads', () => {
  it('never trusts what was not read in full, in the same scope, lately', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 20 }), (runs) => {
        let now = Date.parse('2026-03-01T00:00:00.000Z')
        let stored: SyncState | undefined
        // When the last full read began that a complete one ended, and in which scope.
        let trusted: { readonly at: number; readonly scope: string } | undefined
        for (const [place, { end, laterMs, ...asked }] of runs.entries()) {
          now += laterMs
          const plan = planRead({
            ...asked,
            ...{ stored, keepsVersions: false, overlapMs, fullReadEveryMs },
            now: new Date(now),
            generation: `g${place}`,
          })
          const { read } = plan.state
          expect(plan.because).not.toBe('')
          const isResumed = read.generation !== `g${place}`
          if (asked.fullRefresh) expect([read.strategy, isResumed]).toEqual(['full_refresh', false])
          if (isResumed) {
            expect(plan.state.scope).toBe(asked.scope)
            expect(now - Date.parse(read.startedAt)).toBeLessThanOrEqual(resumableForMs)
            expect(read.strategy === 'full_refresh' || asked.strategy === 'incremental').toBe(true)
          }
          if (read.strategy === 'full_refresh' && !isResumed) expect(plan.state.cursor).toBeUndefined()
          if (read.strategy === 'incremental') {
            expect(asked.strategy).toBe('incremental')
            expect(trusted?.scope).toBe(asked.scope)
            const since = Date.parse(read.since ?? '')
            expect(since).toBe(Date.parse(plan.state.cursor ?? '') - overlapMs)
            if (!isResumed) expect(now - (trusted?.at ?? 0)).toBeLessThanOrEqual(fullReadEveryMs)
          }
          const next = endOf(plan, end, stored)
          stored = next === undefined ? undefined : parseState(toJson(next))
          if (end === 'nothing stored') continue
          if (read.strategy === 'full_refresh')
            trusted = end === 'complete' ? { at: Date.parse(read.startedAt), scope: asked.scope } : undefined
          if (end === 'repeat') trusted = undefined
        }
      }),
      { numRuns, seed },
    )
  })

  it('a state that something else has written is none, or one to go on from', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        const stored = parseState(JSON.parse(JSON.stringify(anything)))
        if (stored !== undefined) expect(stored.version).toBe(1)
      }),
      { numRuns, seed },
    )
  })
})
