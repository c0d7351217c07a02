import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CommitCounts, Warehouse } from '../../src/contract/warehouse.ts'
import { ask, at, counts, item, items, land, openItems } from './warehouse-tables.ts'

/** What is staged while a commit is under way. */
export function besideContract(name: string, open: () => Promise<Warehouse>): void {
  describe(`${name} stages beside commits`, () => {
    let warehouse: Warehouse
    beforeEach(async () => {
      warehouse = await open()
      await warehouse.migrate('demo', [items])
    })
    afterEach(() => warehouse[Symbol.asyncDispose]())
    const state = () => warehouse.readState('demo', 'items')
    const ids = () => ask(warehouse, 'select id from items order by id')
    const checkpoint = (text: string) => ({ state: { state: text }, at: at(1) })

    test('what is staged after the call belongs to the next commit', async () => {
      await using load = await openItems(warehouse)
      await load.stage([item('1', 1), item('2', 1)])
      const first = load.commit(checkpoint('first'))
      expect([load.stagedRows, load.stagedBytes]).toEqual([0, 0])
      await load.stage([item('3', 1), item('2', 2)])
      expect(load.stagedRows).toBe(2)
      expect(await first).toEqual(counts({ new: 2 }))
      expect(await ids()).toEqual(['1', '2'])
      expect(await state()).toEqual({ sequence: 1, state: { state: 'first' } })
      expect(await load.commit(checkpoint('second'))).toEqual(counts({ new: 1, changed: 1 }))
      expect(await ids()).toEqual(['1', '2', '3'])
      expect(await state()).toEqual({ sequence: 2, state: { state: 'second' } })
    })

    test('commits asked for at once are made in order, each on the sequence of the one before', async () => {
      await using load = await openItems(warehouse)
      const made: Promise<CommitCounts>[] = []
      for (const [index, title] of ['a', 'b', 'c'].entries()) {
        await load.stage([item('1', index + 1, title)])
        made.push(load.commit(checkpoint(title)))
      }
      expect(await Promise.all(made)).toEqual([{ new: 1 }, { changed: 1 }, { changed: 1 }].map(counts))
      expect(await ask(warehouse, 'select title from items')).toEqual(['c'])
      expect((await state()).sequence).toBe(3)
    })

    test('the state is the one of the call, whatever becomes of it later', async () => {
      await using load = await openItems(warehouse)
      await load.stage([item('1', 1)])
      const first = load.commit(checkpoint('first'))
      const second = load.commit(checkpoint('second'))
      await first
      await second
      expect(await state()).toEqual({ sequence: 2, state: { state: 'second' } })
    })

    test('once a commit has failed, nothing staged before or after lands any more', async () => {
      await using winner = await openItems(warehouse)
      await using loser = await openItems(warehouse, { runId: 'run-2' })
      await land(winner, [item('1', 1, 'winner')], 0, 'winner')
      const conflict = { kind: 'transient', code: 'state_conflict' }
      await loser.stage([item('2', 1)])
      const failing = loser.commit(checkpoint('loser'))
      await loser.stage([item('3', 1)])
      const next = loser.commit(checkpoint('next'))
      const failed = { status: 'rejected', reason: conflict }
      expect(await Promise.allSettled([failing, next])).toMatchObject([failed, failed])
      await loser.stage([item('4', 1)])
      await expect(loser.commit(checkpoint('later'))).rejects.toMatchObject(conflict)
      expect(await ids()).toEqual(['1'])
      expect(await state()).toEqual({ sequence: 1, state: { state: 'winner' } })
    })

    test('closing waits for the commit under way and drops what is filling', async () => {
      const load = await openItems(warehouse)
      await load.stage([item('1', 1)])
      const commit = load.commit(checkpoint('first'))
      await load.stage([item('2', 1)])
      await load[Symbol.asyncDispose]()
      expect(await ids()).toEqual(['1'])
      expect(await commit).toEqual(counts({ new: 1 }))
    })

    test('a sweep waits for the commit under way: what it lands is seen', async () => {
      await using before = await openItems(warehouse)
      await land(before, [item('1', 1), item('2', 1)])
      await using load = await openItems(warehouse, { sequence: 1, generation: 'g' })
      await load.stage([item('2', 1), item('3', 1)])
      const commit = load.commit(checkpoint('first'))
      expect(await load.sweep(checkpoint('swept'))).toBe(1)
      expect(await commit).toEqual(counts({ new: 1, unchanged: 1 }))
      expect(await ask(warehouse, 'select id from items where _deleted_at is null order by id')).toEqual([
        '2',
        '3',
      ])
    })
  })
}
