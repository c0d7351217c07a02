import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import type { OpenWarehouse } from './warehouse-contract.ts'
import { ask, at, counts, item, items, land, openItems } from './warehouse-tables.ts'

const running = { kind: 'transient', code: 'sync_running' }
const lost = { kind: 'transient', code: 'lease_lost' }

/** One runner at a time. */
export function leasesContract(name: string, open: OpenWarehouse): void {
  describe(`${name} lets one run at a time hold a sync`, () => {
    let warehouse: Warehouse
    const openWith = async (leaseMs: number) => {
      warehouse = await open({ leaseMs })
      await warehouse.migrate('demo', [items])
    }
    afterEach(() => warehouse[Symbol.asyncDispose]())

    describe('while its lease lives', () => {
      beforeEach(() => openWith(60 * 60_000))

      test('a second run is refused and told whose turn it is, until the first gives it back', async () => {
        const first = await warehouse.acquireLease('demo', 'run-1')
        await expect(warehouse.acquireLease('demo', 'run-2')).rejects.toMatchObject({
          ...running,
          message: expect.stringMatching(
            /^The run run-1 of demo is under way since 2\S+Z and last showed a sign of life at 2\S+Z: wait .* 60 minutes after that\.$/,
          ),
        })
        expect(first.renewEveryMs).toBe(15 * 60_000)
        await first.renew()
        await first[Symbol.asyncDispose]()
        await first[Symbol.asyncDispose]()
        await expect(first.renew()).rejects.toMatchObject(lost)
        await using _second = await warehouse.acquireLease('demo', 'run-2')
        await expect(warehouse.acquireLease('demo', 'run-1')).rejects.toMatchObject(running)
        expect(await ask(warehouse, 'select run_id from _sync_leases')).toEqual(['run-2'])
      })

      test('another sync has its own', async () => {
        await using _one = await warehouse.acquireLease('demo', 'run-1')
        await using _other = await warehouse.acquireLease('other', 'run-2')
        expect(await ask(warehouse, 'select sync from _sync_leases order by sync')).toEqual(['demo', 'other'])
      })

      test('of many at once one gets it', async () => {
        const asked = await Promise.allSettled(
          ['1', '2', '3', '4', '5'].map((run) => warehouse.acquireLease('demo', run)),
        )
        expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        const refusals = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
        expect(refusals).toEqual(refusals.map(() => expect.objectContaining(running)))
      })

      test('it commits and sweeps as ever, and nothing after giving it back', async () => {
        const lease = await warehouse.acquireLease('demo', 'run-1')
        await using load = await openItems(warehouse, { generation: 'g' })
        expect(await land(load, [item('1', 1)])).toEqual(counts({ new: 1 }))
        expect(await load.sweep({ state: 'swept', at: at(1) })).toBe(0)
        await lease.renew()
        await lease[Symbol.asyncDispose]()
        await expect(land(load, [item('1', 2)])).rejects.toMatchObject(lost)
        expect((await warehouse.readState('demo', 'items')).state).toBe('swept')
      })

      test('with the lease in hand a stale sequence is still a conflict', async () => {
        await using winner = await openItems(warehouse)
        await land(winner, [item('1', 1)])
        await using _lease = await warehouse.acquireLease('demo', 'run-2')
        await using loser = await openItems(warehouse, { runId: 'run-2' })
        await expect(land(loser, [item('1', 2)])).rejects.toMatchObject({ code: 'state_conflict' })
      })

      test('a reset waits for it', async () => {
        await using load = await openItems(warehouse)
        await land(load, [item('1', 1)])
        const lease = await warehouse.acquireLease('demo', 'run-2')
        await expect(warehouse.reset('demo', [items])).rejects.toMatchObject(running)
        expect(await ask(warehouse, 'select id from items')).toEqual(['1'])
        await lease[Symbol.asyncDispose]()
        expect(await warehouse.reset('demo', [items])).toBe(1)
      })
    })

    describe('once it has shown no sign of life for too long', () => {
      beforeEach(() => openWith(0))

      test('another takes over, and what the first one still writes is refused', async () => {
        const paused = await warehouse.acquireLease('demo', 'run-1')
        await using late = await openItems(warehouse, { generation: 'g' })
        await land(late, [item('1', 1), item('2', 1)])
        await using fresh = await warehouse.acquireLease('demo', 'run-2')
        await expect(paused.renew()).rejects.toMatchObject(lost)
        await late.stage([item('1', 2), item('3', 1)])
        const commit = late.commit({ state: 'late', at: at(1), deleted: ['2'] })
        await expect(commit).rejects.toMatchObject({ ...lost, message: expect.stringContaining('demo') })
        await using lateSweep = await openItems(warehouse, { generation: 'h', sequence: 1 })
        await expect(lateSweep.sweep({ state: 'late', at: at(2) })).rejects.toMatchObject(lost)
        expect(await ask(warehouse, 'select id, version_number, _deleted_at from items order by id')).toEqual(
          [
            ['1', 1, null],
            ['2', 1, null],
          ],
        )
        await paused[Symbol.asyncDispose]()
        await fresh.renew()
        await using load = await openItems(warehouse, { runId: 'run-2', sequence: 1 })
        expect(await land(load, [item('2', 2)])).toEqual(counts({ changed: 1 }))
      })

      test('also when the one that took over has ended', async () => {
        await using _paused = await warehouse.acquireLease('demo', 'run-1')
        await using late = await openItems(warehouse)
        const fresh = await warehouse.acquireLease('demo', 'run-2')
        await fresh[Symbol.asyncDispose]()
        await expect(land(late, [item('1', 1)])).rejects.toMatchObject(lost)
        expect(await ask(warehouse, 'select count(*) from items')).toEqual([0])
      })

      test('a reset does not wait for it', async () => {
        await using _paused = await warehouse.acquireLease('demo', 'run-1')
        await using late = await openItems(warehouse)
        await land(late, [item('1', 1)])
        expect(await warehouse.reset('demo', [items])).toBe(1)
        await expect(land(late, [item('1', 2)])).rejects.toMatchObject({ code: 'state_conflict' })
      })
    })
  })
}
