import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReadUnderWay, SyncState } from '../../../src/run/state.ts'
import { ledgerLimit, openWindow } from '../../../src/run/window.ts'

const minute = 60_000
const overlapMs = 10 * minute
const at = (minutes: number) =>
  new Date(Date.parse('2026-03-01T12:00:00.000Z') + minutes * minute).toISOString()
const read = (changes: Partial<ReadUnderWay> = {}): ReadUnderWay => ({
  strategy: 'incremental',
  generation: 'g',
  startedAt: at(0),
  ledger: [],
  partitions: {},
  ...changes,
})
const state = (changes: Partial<SyncState> = {}): SyncState => ({
  version: 1,
  scope: 's',
  ledger: [],
  ...changes,
})

describe('the window of an incremental read', () => {
  it('moves the cursor to the newest stamp listed', () => {
    const window = openWindow(state({ cursor: at(-100) }), read(), overlapMs)
    window.note({ id: '1', print: () => '2', stamp: at(-5) })
    window.note({ id: '2', print: () => '1', stamp: at(-50) })
    expect(window.close().cursor).toBe(at(-5))
  })

  it('never moves the cursor past the moment the read began', () => {
    const window = openWindow(state({ cursor: at(-100) }), read(), overlapMs)
    window.note({ id: '1', print: () => '2', stamp: at(3) })
    expect(window.close().cursor).toBe(at(0))
  })

  it('keeps the cursor when nothing was listed, and starts it at the read when there was none', () => {
    expect(openWindow(state({ cursor: at(-100) }), read(), overlapMs).close().cursor).toBe(at(-100))
    expect(openWindow(state(), read(), overlapMs).close().cursor).toBe(at(0))
  })

  it('knows what landed before, and takes an edit inside the same minute as news', () => {
    const window = openWindow(state({ cursor: at(-1), ledger: [['1', '3', at(-1)]] }), read(), overlapMs)
    expect(window.isNews({ id: '1', print: () => '3', stamp: at(-1) })).toBe(false)
    expect(window.isNews({ id: '1', print: () => '4', stamp: at(-1) })).toBe(true)
    expect(window.isNews({ id: '2', print: () => '3', stamp: at(-1) })).toBe(true)
  })

  it('carries the ledger of the overlap on when nothing is listed again', () => {
    const before = state({
      cursor: at(-1),
      ledger: [
        ['1', '3', at(-1)],
        ['2', '1', at(-60)],
      ],
    })
    expect(openWindow(before, read(), overlapMs).close().ledger).toEqual([['1', '3', at(-1)]])
  })

  it('goes on from the progress of an interrupted read', () => {
    const first = openWindow(state({ cursor: at(-100) }), read(), overlapMs)
    first.note({ id: '1', print: () => '2', stamp: at(-5) })
    const second = openWindow(state({ cursor: at(-100) }), read(first.progress()), overlapMs)
    second.note({ id: '2', print: () => '2', stamp: at(-6) })
    expect(second.close()).toEqual({
      cursor: at(-5),
      ledger: [
        ['1', '2', at(-5)],
        ['2', '2', at(-6)],
      ],
    })
  })

  it('stays bounded however many rows share the overlap', () => {
    const window = openWindow(state(), read(), overlapMs)
    for (let id = 0; id < 5 * ledgerLimit; id += 1)
      window.note({ id: String(id), print: () => '1', stamp: at(-1) })
    expect(window.close().ledger).toHaveLength(ledgerLimit)
  })

  // Whatever is edited after a read began, and whatever stamp it gets, the next read's window must reach it.
  it('leaves no edit between two reads', () => {
    const stamps = fc.array(fc.integer({ min: -200, max: 30 }), { maxLength: 30 })
    fc.assert(
      fc.property(stamps, fc.integer({ min: 0, max: 60 }), (listed, editedAfterStart) => {
        const window = openWindow(state({ cursor: at(-100) }), read(), overlapMs)
        for (const [index, stamp] of listed.entries())
          window.note({ id: String(index), print: () => '1', stamp: at(stamp) })
        const since = Date.parse(window.close().cursor ?? '') - overlapMs
        expect(Date.parse(at(editedAfterStart))).toBeGreaterThanOrEqual(since)
      }),
    )
  })
})
