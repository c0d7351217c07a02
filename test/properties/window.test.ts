import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planRead } from '../../src/run/plan.ts'
import { parseState, type SyncState, toJson } from '../../src/run/state.ts'
import { openWindow } from '../../src/run/window.ts'

const numRuns = 300
const seed = 20_260_301

/** What happens at a site and to its reads, in order; every step takes some milliseconds. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), id: fc.nat(5), ms: fc.nat(90_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      /** Edits while the read goes on: before or after the record was listed. */
      during: fc.array(fc.record({ id: fc.nat(5), isListed: fc.boolean(), ms: fc.nat(5_000) }), {
        maxLength: 3,
      }),
      breaks: fc.option(fc.nat(5), { nil: undefined, freq: 4 }),
      ms: fc.nat(90_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(7_200_000) }) },
)

const histories = fc.record({
  overlapMs: fc.constantFrom(1, 60_000, 600_000, 3_600_000),
  /** Whether the source compares whole minutes, as CQL does. */
  byMinute: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
})

interface Version {
  readonly version: number
  readonly at: number
}

const start = Date.parse('2026-03-29T00:58:59.990Z')

describe('the window and its ledger', () => {
  it('lose nothing, and land no version twice, whatever is edited when', () => {
    fc.assert(
      fc.property(histories, ({ overlapMs, byMinute, steps }) => {
        let now = start
        const site = new Map<string, Version>(
          ['0', '1', '2'].map((id) => [id, { version: 1, at: start - 100_000 }]),
        )
        const landed = new Map<string, number>()
        const twice: string[] = []
        let stored: SyncState | undefined
        let hasBroken = false
        const edit = (id: number) => {
          const before = site.get(String(id))?.version ?? 0
          site.set(String(id), { version: before + 1, at: now })
        }
        const read = (during: readonly { id: number; isListed: boolean; ms: number }[], breaks?: number) => {
          const plan = planRead({
            ...{ stored, strategy: 'incremental', scope: 's', keepsVersions: false, fullRefresh: false },
            ...{ overlapMs, fullReadEveryMs: Number.MAX_SAFE_INTEGER, generation: 'g' },
            now: new Date(now),
          })
          const window = openWindow(plan.state, plan.state.read, overlapMs)
          const late: number[] = []
          for (const { id, isListed, ms } of during) {
            now += ms
            if (isListed) edit(id)
            else late.push(id)
          }
          const { since } = plan.state.read
          const from = since === undefined ? 0 : Date.parse(since)
          const floor = byMinute ? Math.floor(from / 60_000) * 60_000 : from
          const listed = [...site].filter(([, { at }]) => at >= floor).toSorted(([, a], [, b]) => b.at - a.at)
          for (const [id, { version, at }] of listed.slice(0, breaks)) {
            const row = { id, print: () => String(version), stamp: new Date(at).toISOString() }
            if (!window.isNews(row)) continue
            if (landed.get(id) === version) twice.push(`${id}@${version}`)
            landed.set(id, version)
            window.note(row)
          }
          late.forEach(edit)
          const { read: underWay, ...settled } = plan.state
          const next =
            breaks === undefined
              ? { ...settled, fullAt: settled.fullAt ?? underWay.startedAt, ...window.close() }
              : { ...plan.state, read: { ...underWay, ...window.progress() } }
          stored = parseState(toJson(next))
        }
        for (const one of steps) {
          now += one.ms
          if (one.kind === 'edit') edit(one.id)
          if (one.kind === 'read') {
            hasBroken ||= one.breaks !== undefined
            read(one.during, one.breaks)
          }
        }
        now += 1
        read([])
        read([])
        expect(landed).toEqual(new Map([...site].map(([id, { version }]) => [id, version])))
        // What a broken read has landed its successor lands again: the merge finds it unchanged.
        if (!hasBroken) expect(twice).toEqual([])
      }),
      { numRuns, seed },
    )
  })
})
