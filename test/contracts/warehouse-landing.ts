import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import { askBoth } from './warehouse-merge-model.ts'
import {
  ask,
  at,
  awkward,
  collect,
  counts,
  item,
  items,
  land,
  openItems,
  owners,
} from './warehouse-tables.ts'

/** How rows land, change and go. */
export function landingContract(name: string, open: () => Promise<Warehouse>): void {
  describe(`${name} lands rows`, () => {
    let warehouse: Warehouse
    beforeEach(async () => {
      warehouse = await open()
      await warehouse.migrate('demo', [items, owners, awkward])
    })
    afterEach(() => warehouse[Symbol.asyncDispose]())

    test('landing the same rows twice changes nothing, not even when they were written', async () => {
      await using load = await openItems(warehouse)
      expect(await land(load, [item('1', 1), item('2', null)], 1)).toEqual(counts({ new: 2 }))
      expect(await land(load, [item('1', 1), item('2', null)], 2)).toEqual(counts({ unchanged: 2 }))
      expect(await ask(warehouse, 'select distinct _synced_at from items')).toEqual([at(1).toISOString()])
    })

    test('the newest version wins inside a batch, then the last staged', async () => {
      await using load = await openItems(warehouse)
      const batch = [item('1', 2, 'new'), item('1', 1, 'old'), item('2', 1, 'first'), item('2', 1, 'last')]
      expect(await land(load, batch)).toEqual(counts({ new: 2, deduplicated: 2 }))
      expect(await ask(warehouse, 'select title from items order by id')).toEqual(['new', 'last'])
    })

    test('the newest version wins across batches', async () => {
      await using load = await openItems(warehouse)
      await land(load, [item('1', 2, 'new'), item('2', 2, 'same')])
      const counted = await land(load, [item('1', 1, 'old'), item('2', 3, 'newer')], 5)
      expect(counted).toEqual(counts({ unchanged: 1, changed: 1 }))
      expect(await ask(warehouse, 'select title, version_number from items order by id')).toEqual([
        ['new', 2],
        ['newer', 3],
      ])
    })

    test('a full read lands a lower version too, once: it is the truth about what it has not met', async () => {
      await using before = await openItems(warehouse)
      await land(before, [item('1', 7, 'before the restore'), item('2', 7)])
      await using load = await openItems(warehouse, { sequence: 1, generation: 'restored' })
      expect(await land(load, [item('1', 4, 'restored')], 1)).toEqual(counts({ changed: 1 }))
      expect(await land(load, [item('1', 3, 'stale')], 2)).toEqual(counts({ unchanged: 1 }))
      expect(await ask(warehouse, 'select title, version_number from items order by id limit 1')).toEqual([
        ['restored', 4],
      ])
    })

    test('a change without a new version lands', async () => {
      await using load = await openItems(warehouse)
      await land(load, [item('1', 1, 'a')])
      expect(await land(load, [item('1', 1, 'b')])).toEqual(counts({ changed: 1 }))
      expect(await ask(warehouse, 'select title from items')).toEqual(['b'])
    })

    test('one batch may hold new, changed, unchanged and doubled rows', async () => {
      await using load = await openItems(warehouse)
      await land(load, [item('1', 1), item('2', 1)])
      const batch = [item('1', 1), item('2', 2), item('3', 1), item('3', 1)]
      const one = counts({ new: 1, changed: 1, unchanged: 1, deduplicated: 1 })
      expect(await land(load, batch)).toEqual(one)
      expect(await ask(warehouse, 'select count(*) from items')).toEqual([3])
    })

    test('an empty commit stores the state', async () => {
      await using load = await openItems(warehouse)
      expect(await land(load, [], 0, 'x')).toEqual(counts({}))
      expect(await warehouse.readState('demo', 'items')).toEqual({ sequence: 1, state: { state: 'x' } })
    })

    test('nothing staged is visible before the commit, or ever when the load is closed', async () => {
      const load = await openItems(warehouse)
      await load.stage([item('1', 1)])
      expect(load.stagedRows).toBe(1)
      expect(load.stagedBytes).toBeGreaterThan(50)
      expect(await ask(warehouse, 'select count(*) from items')).toEqual([0])
      await load[Symbol.asyncDispose]()
      expect(await ask(warehouse, 'select count(*) from items')).toEqual([0])
      expect((await warehouse.readState('demo', 'items')).sequence).toBe(0)
    })

    test('rows, errors, seen ids and state are stored together or not at all', async () => {
      await using winner = await openItems(warehouse)
      await using loser = await openItems(warehouse, { runId: 'run-2', generation: 'g' })
      await land(winner, [item('1', 1, 'winner')], 0, 'winner')
      await loser.stage([item('1', 2, 'loser'), item('2', 1)])
      const isolated = [{ id: '9', code: 'broken', message: 'm' }]
      const commit = loser.commit({ state: { state: 'loser' }, at: at(1), isolated })
      await expect(commit).rejects.toMatchObject({ kind: 'transient', code: 'state_conflict' })
      expect(await ask(warehouse, 'select title from items')).toEqual(['winner'])
      expect(await ask(warehouse, 'select count(*) from _errors')).toEqual([0])
      expect(await ask(warehouse, 'select count(*) from _sync_seen')).toEqual([0])
      expect(await warehouse.readState('demo', 'items')).toEqual({ sequence: 1, state: { state: 'winner' } })
    })

    test('a sweep marks what a generation has not seen, also when two loads read it', async () => {
      await using first = await openItems(warehouse)
      await land(first, [item('1', 1), item('2', 1), item('3', 1), item('4', 1)])
      await using half = await openItems(warehouse, { sequence: 1, generation: 'g', runId: 'run-2' })
      await land(half, [item('1', 1)], 1)
      await using rest = await openItems(warehouse, { sequence: 2, generation: 'g', runId: 'run-3' })
      await land(rest, [item('3', 2)], 2)
      expect(await rest.unseen()).toEqual({ unseen: 2, live: 4 })
      expect(await collect(rest.suspects(1))).toEqual([['2'], ['4']])
      expect(await rest.sweep({ state: { state: 'swept' }, at: at(9) })).toBe(2)
      expect(
        await ask(warehouse, 'select id, _deleted_at from items where _deleted_at is not null order by id'),
      ).toEqual([
        ['2', at(9).toISOString()],
        ['4', at(9).toISOString()],
      ])
      expect(await warehouse.readState('demo', 'items')).toEqual({ sequence: 4, state: { state: 'swept' } })
      expect(await ask(warehouse, 'select count(*) from _sync_seen')).toEqual([0])
    })

    test('suspects tolerate commits in between', async () => {
      await using load = await openItems(warehouse, { generation: 'old' })
      await land(
        load,
        ['1', '2', '3', '4', '5'].map((id) => item(id, 1)),
      )
      await using next = await openItems(warehouse, { sequence: 1, generation: 'new' })
      const found: string[] = []
      for await (const batch of next.suspects(2)) {
        found.push(...batch)
        await land(
          next,
          batch.map((id) => item(id, 1)),
        )
      }
      expect(found).toEqual(['1', '2', '3', '4', '5'])
      expect(await next.unseen()).toEqual({ unseen: 0, live: 5 })
    })

    test('a reappearing row is live again, whatever its version', async () => {
      await using load = await openItems(warehouse, { generation: 'g' })
      await land(load, [item('1', 5)])
      await using empty = await openItems(warehouse, { sequence: 1, generation: 'h' })
      expect(await empty.sweep({ state: null, at: at(1) })).toBe(1)
      expect(await land(empty, [item('1', 5)], 2)).toEqual(counts({ changed: 1 }))
      expect(await ask(warehouse, 'select _deleted_at, version_number from items')).toEqual([[null, 5]])
    })

    test('a sweep without a generation or with rows staged is refused', async () => {
      await using careless = await openItems(warehouse)
      await expect(careless.sweep({ state: null, at: at(0) })).rejects.toMatchObject({ code: 'unsafe_sweep' })
      await using hasty = await openItems(warehouse, { generation: 'g' })
      await hasty.stage([item('1', 1)])
      await expect(hasty.sweep({ state: null, at: at(0) })).rejects.toMatchObject({ code: 'unsafe_sweep' })
    })

    test.each([
      ['once', [item('1', 3, 'c')]],
      ['twice', [item('1', 3, 'c'), item('1', 3, 'd')]],
    ] as const)(
      'a key with several rows is told of and left as it is when it changed: staged %s',
      async (_, batch) => {
        await using load = await openItems(warehouse, { behaviour: 'append' })
        for (const version of [1, 2]) await land(load, [item('1', version, 'ab'[version - 1])])
        await using merging = await openItems(warehouse, { sequence: 2 })
        await expect(land(merging, batch)).rejects.toMatchObject({
          kind: 'config',
          code: 'several_rows_a_key',
        })
        const rows = await ask(warehouse, 'select title from items order by version_number')
        expect(rows).toEqual(['a', 'b'])
      },
    )

    test('append keeps every version and never marks one', async () => {
      await using load = await openItems(warehouse, { behaviour: 'append', generation: 'g' })
      expect(await land(load, [item('1', 1, 'a'), item('1', 2, 'b'), item('1', 2, 'c')], 1)).toEqual(
        counts({ new: 2, deduplicated: 1 }),
      )
      expect(await land(load, [item('1', 2, 'c'), item('1', 1, 'a')], 2)).toEqual(counts({ unchanged: 2 }))
      expect(await land(load, [item('1', 3, 'd')], 3)).toEqual(counts({ changed: 1 }))
      expect(await ask(warehouse, 'select title from items order by version_number')).toEqual(['a', 'c', 'd'])
      await using next = await openItems(warehouse, { behaviour: 'append', generation: 'h', sequence: 3 })
      expect(await next.unseen()).toEqual({ unseen: 0, live: 3 })
      expect(await next.sweep({ state: null, at: at(4) })).toBe(0)
      expect(await ask(warehouse, 'select count(*) from items where _deleted_at is null')).toEqual([3])
    })

    test('replace removes what was not seen', async () => {
      await using load = await openItems(warehouse, { behaviour: 'replace', generation: 'g' })
      await land(load, [item('1', 1), item('2', 1)])
      await using next = await openItems(warehouse, { behaviour: 'replace', generation: 'h', sequence: 1 })
      await land(next, [item('2', 1)])
      expect(await next.sweep({ state: null, at: at(1) })).toBe(1)
      expect(await ask(warehouse, 'select id from items')).toEqual(['2'])
    })

    test('any sequence of batches ends as the model says', () => askBoth(open), 60_000)
  })
}
