import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Load, Warehouse } from '../../src/contract/warehouse.ts'
import { ask, at, counts, item, items, land, openItems } from './warehouse-tables.ts'

/** How rows go that the source itself says are gone. */
export function deletedContract(name: string, open: () => Promise<Warehouse>): void {
  describe(`${name} lets deleted rows go`, () => {
    let warehouse: Warehouse
    beforeEach(async () => {
      warehouse = await open()
      await warehouse.migrate('demo', [items])
    })
    afterEach(() => warehouse[Symbol.asyncDispose]())

    const commit = (load: Load, deleted: readonly string[], minute = 1) =>
      load.commit({ state: { minute }, at: at(minute), deleted })
    const marks = () => ask(warehouse, 'select id, _deleted_at, _synced_at, _run_id from items order by id')
    const instant = (minute: number) => at(minute).toISOString()

    test('their live rows are marked, also with nothing staged; what is unknown counts nothing', async () => {
      await using load = await openItems(warehouse)
      await land(load, [item('1', 1), item('2', 1)])
      await using next = await openItems(warehouse, { runId: 'run-2', sequence: 1 })
      expect(await commit(next, ['1', 'unknown', '1'])).toEqual(counts({ deleted: 1 }))
      expect(await commit(next, ['1'], 2)).toEqual(counts({}))
      expect(await marks()).toEqual([
        ['1', instant(1), instant(1), 'run-2'],
        ['2', null, instant(0), 'run-1'],
      ])
      expect(await warehouse.readState('demo', 'items')).toEqual({ sequence: 3, state: { minute: 2 } })
    })

    test('one that is staged too stays live, and as it was when nothing changed', async () => {
      await using load = await openItems(warehouse)
      await land(load, [item('1', 2), item('2', 1), item('3', 1)])
      await load.stage([item('1', 1, 'stale'), item('2', 2), item('4', 1)])
      const counted = counts({ deleted: 1, changed: 1, unchanged: 1, new: 1 })
      expect(await commit(load, ['1', '2', '3', '4'])).toEqual(counted)
      expect(await ask(warehouse, 'select id, version_number from items where _deleted_at is null')).toEqual(
        expect.arrayContaining([
          ['1', 2],
          ['2', 2],
          ['4', 1],
        ]),
      )
      expect(await ask(warehouse, 'select id from items where _deleted_at is not null')).toEqual(['3'])
    })

    test('a row that is staged later is live again', async () => {
      await using load = await openItems(warehouse)
      await land(load, [item('1', 5)])
      await commit(load, ['1'])
      expect(await land(load, [item('1', 5)], 2)).toEqual(counts({ changed: 1 }))
      expect(await ask(warehouse, 'select _deleted_at from items')).toEqual([null])
    })

    test('with replace they are removed', async () => {
      await using load = await openItems(warehouse, { behaviour: 'replace' })
      await land(load, [item('1', 1), item('2', 1), item('3', 1)])
      await load.stage([item('2', 2)])
      expect(await commit(load, ['1', '2', 'x'])).toEqual(counts({ deleted: 1, changed: 1 }))
      expect(await commit(load, ['3'])).toEqual(counts({ deleted: 1 }))
      expect(await ask(warehouse, 'select id from items')).toEqual(['2'])
    })

    test('thousands of them go at once', async () => {
      await using load = await openItems(warehouse)
      const ids = Array.from({ length: 2_500 }, (_, index) => `id's ${index}`)
      await land(
        load,
        [...ids, 'stays'].map((id) => item(id, 1)),
      )
      expect(await commit(load, ids)).toEqual(counts({ deleted: ids.length }))
      expect(await ask(warehouse, 'select id from items where _deleted_at is null')).toEqual(['stays'])
    })

    test('they do not touch what a full read has seen, and a sweep marks them too', async () => {
      await using load = await openItems(warehouse, { generation: 'g' })
      await land(load, [item('1', 1), item('2', 1), item('3', 1)])
      await commit(load, ['1'])
      expect(await ask(warehouse, 'select count(*) from _sync_seen')).toEqual([3])
      expect(await load.unseen()).toEqual({ unseen: 0, live: 2 })
      expect(await load.sweep({ state: null, at: at(2), deleted: ['1', '2'] })).toBe(1)
      expect(await ask(warehouse, 'select id from items where _deleted_at is null')).toEqual(['3'])
    })

    test('a lost race marks nothing', async () => {
      await using winner = await openItems(warehouse)
      await using loser = await openItems(warehouse, { runId: 'run-2' })
      await land(winner, [item('1', 1)])
      await expect(commit(loser, ['1'])).rejects.toMatchObject({ code: 'state_conflict' })
      expect(await ask(warehouse, 'select _deleted_at from items')).toEqual([null])
    })

    test('append keeps every version: a run that deletes there is refused', async () => {
      await using load = await openItems(warehouse, { behaviour: 'append' })
      await land(load, [item('1', 1)])
      await expect(commit(load, ['1'])).rejects.toMatchObject({ kind: 'bug', code: 'unsafe_delete' })
      await using next = await openItems(warehouse, { behaviour: 'append', sequence: 1 })
      expect(await commit(next, [])).toEqual(counts({}))
    })
  })
}
