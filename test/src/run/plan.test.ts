import { describe, expect, it } from 'vitest'
import type { PlanRequest } from '../../../src/run/plan.ts'
import { planRead, resumableForMs } from '../../../src/run/plan.ts'
import type { SyncState } from '../../../src/run/state.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const request = (changes: Partial<PlanRequest>): PlanRequest => ({
  stored: undefined,
  strategy: 'incremental',
  scope: 'site',
  fullRefresh: false,
  now,
  keepsVersions: false,
  overlapMs: 600_000,
  fullReadEveryMs: 7 * 24 * 3_600_000,
  generation: 'new',
  ...changes,
})
const complete: SyncState = {
  version: 1,
  scope: 'site',
  fullAt: '2026-02-27T00:00:00.000Z',
  cursor: '2026-02-28T00:00:00.000Z',
  ledger: [['1', 'print', '2026-02-28T00:00:00.000Z']],
}
const read = {
  strategy: 'full_refresh' as const,
  generation: 'old',
  startedAt: '2026-03-01T11:00:00.000Z',
  ledger: [],
  partitions: { '{}': { resume: 'token' } },
}

describe('planRead', () => {
  it('reads in full when nothing was read before', () => {
    const { state } = planRead(request({}))
    expect(state.read).toMatchObject({
      strategy: 'full_refresh',
      generation: 'new',
      startedAt: now.toISOString(),
    })
  })

  it('reads changes from the cursor less the overlap', () => {
    const { state } = planRead(request({ stored: complete }))
    expect(state.read).toMatchObject({ strategy: 'incremental', since: '2026-02-27T23:50:00.000Z' })
    expect(state.ledger).toEqual(complete.ledger)
  })

  it.each([
    ['another site or clause', { scope: 'other' }],
    ['a full refresh that was asked for', { fullRefresh: true }],
    ['a stream that is always read in full', { strategy: 'full_refresh' as const }],
  ])('starts a new full read for %s', (_, changes) => {
    const { state } = planRead(request({ stored: complete, ...changes }))
    expect(state.read).toMatchObject({ strategy: 'full_refresh', generation: 'new' })
    expect(state.cursor).toBeUndefined()
  })

  it('reads in full again when the last full read is too long ago, or unknown', () => {
    const { fullAt: _, ...unknown } = complete
    for (const stored of [{ ...complete, fullAt: '2026-02-20T00:00:00.000Z' }, unknown])
      expect(planRead(request({ stored })).state.read.strategy).toBe('full_refresh')
  })

  it("reads in full again when the site's clock was set back beyond the overlap", () => {
    const ahead = (ms: number) => new Date(now.getTime() + ms).toISOString()
    const strategyAfter = (changes: Partial<SyncState>) =>
      planRead(request({ stored: { ...complete, ...changes } })).state.read
    for (const field of ['cursor', 'fullAt']) {
      expect(strategyAfter({ [field]: ahead(600_000) }).strategy).toBe('incremental')
      expect(strategyAfter({ [field]: ahead(600_001) }).strategy).toBe('full_refresh')
    }
    expect(strategyAfter({ read: { ...read, startedAt: ahead(600_000) } }).generation).toBe('old')
    expect(strategyAfter({ read: { ...read, startedAt: ahead(600_001) } }).generation).toBe('new')
  })

  it('refuses to take over a table that keeps every version', () => {
    const stored = { ...complete, keepsVersions: true }
    expect(() => planRead(request({ stored }))).toThrow('reset it')
    expect(planRead(request({ stored, keepsVersions: true })).state.read.strategy).toBe('incremental')
  })

  it('goes on with an interrupted read, under its own name', () => {
    const { state } = planRead(request({ stored: { ...complete, read } }))
    expect(state.read).toEqual(read)
  })

  it('does not go on with a read that is too old', () => {
    const late = new Date(Date.parse(read.startedAt) + resumableForMs + 1)
    expect(planRead(request({ stored: { ...complete, read }, now: late })).state.read.generation).toBe('new')
  })

  it('does not go on with an incremental read when a full one is wanted', () => {
    const stored = { ...complete, read: { ...read, strategy: 'incremental' as const } }
    expect(planRead(request({ stored, strategy: 'full_refresh' })).state.read).toMatchObject({
      strategy: 'full_refresh',
      generation: 'new',
    })
  })
})
