import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { tableOf } from '../../src/catalog/table-of.ts'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import type { Spelling } from './warehouse-spelling.ts'
import {
  ask,
  at,
  collect,
  counts,
  item,
  items,
  land,
  openItems,
  owners,
  report,
  streamOf,
} from './warehouse-tables.ts'

/** Tables, state, errors, reports and queries. */
export function booksContract(name: string, open: () => Promise<Warehouse>, spelling: Spelling): void {
  describe(`${name} keeps its books`, () => {
    let warehouse: Warehouse
    beforeEach(async () => {
      warehouse = await open()
    })
    afterEach(() => warehouse[Symbol.asyncDispose]())

    test('an empty warehouse answers', async () => {
      await warehouse.check()
      expect(await warehouse.readState('demo', 'items')).toEqual({ sequence: 0, state: undefined })
      expect(await warehouse.isolatedIds('demo', 'items')).toEqual([])
      expect(await warehouse.reports('demo', 5)).toEqual([])
      expect(await warehouse.reset('demo', [items])).toBe(0)
    })

    test('migrating twice is migrating once, and a check leaves nothing', async () => {
      await warehouse.migrate('demo', [items])
      const tables = () => tablesOf(warehouse, spelling)
      const before = await tables()
      expect(before).toEqual(
        ['_errors', '_sync_leases', '_sync_runs', '_sync_seen', '_sync_state', 'items'].map(spelling.name),
      )
      await warehouse.migrate('demo', [items])
      await warehouse.check()
      expect(await tables()).toEqual(before)
    })

    test('a new field becomes a column that is null in older rows', async () => {
      const narrow = tableOf(streamOf('items', z.object({ id: z.string() })))
      await warehouse.migrate('demo', [narrow])
      await using load = await openItems(warehouse, { table: narrow })
      await land(load, [{ row: { id: '1' }, raw: null }])
      await warehouse.migrate('demo', [items])
      await using wider = await openItems(warehouse, { sequence: 1 })
      await land(wider, [item('2', 1, 'b')])
      expect(await ask(warehouse, 'select title from items order by id')).toEqual([null, 'b'])
      await warehouse.migrate('demo', [narrow])
      expect(await ask(warehouse, 'select title from items order by id')).toEqual([null, 'b'])
    })

    test('a column of another type is refused and named, and nothing is changed', async () => {
      await warehouse.migrate('demo', [
        tableOf(streamOf('items', z.object({ id: z.string(), title: z.number() }))),
      ])
      await expect(warehouse.migrate('demo', [owners, items])).rejects.toMatchObject({
        kind: 'config',
        code: 'column_type_conflict',
        message: expect.stringContaining(
          `items.title is ${spelling.number} and should be ${spelling.text}: `,
        ),
      })
      expect(await tablesOf(warehouse, spelling)).not.toContain(spelling.name('owners'))
    })

    test('of two syncs that begin to land a stream at the same time one is refused', async () => {
      for (const sync of ['demo', 'other']) await warehouse.migrate(sync, [items])
      await using first = await openItems(warehouse)
      await using second = await openItems(warehouse, { sync: 'other' })
      await second.stage([item('2', 1)])
      await land(first, [item('1', 1)])
      await expect(land(second, [])).rejects.toMatchObject({
        kind: 'config',
        code: 'table_taken',
        message: expect.stringContaining('items'),
      })
      expect(await ask(warehouse, 'select id from items')).toEqual(['1'])
      await land(first, [item('3', 1)])
    })

    test('a stream that another sync lands here is refused', async () => {
      await warehouse.migrate('demo', [items])
      await warehouse.migrate('other', [items])
      await using load = await openItems(warehouse)
      await land(load, [item('1', 1)])
      const taken = { kind: 'config', code: 'table_taken', message: expect.stringContaining('demo') }
      await expect(warehouse.migrate('other', [owners, items])).rejects.toMatchObject(taken)
      await expect(warehouse.reset('other', [items])).rejects.toMatchObject(taken)
      await warehouse.migrate('other', [owners])
    })

    test('isolated records are asked for again until they land', async () => {
      await warehouse.migrate('demo', [items])
      const isolated = [
        {
          id: '1',
          code: 'too_big',
          message: 'first',
          url: 'https://x/1',
          status: 500,
          requestId: 'q',
          attempts: 3,
        },
        { id: '2', code: 'too_big', message: 'first' },
        { code: 'shapeless', message: 'no id' },
      ]
      await using load = await openItems(warehouse)
      await load.commit({ state: null, at: at(1), isolated })
      expect(await warehouse.isolatedIds('demo', 'items')).toEqual(['1', '2'])
      await using next = await openItems(warehouse, { runId: 'run-2', sequence: 1 })
      await next.stage([item('1', 1)])
      const again = [
        { id: '2', code: 'gone', message: 'second' },
        { code: 'shapeless', message: 'no id' },
      ]
      await next.commit({ state: null, at: at(2), isolated: again })
      expect(await warehouse.isolatedIds('demo', 'items')).toEqual(['2'])
      const errors =
        'select id, code, message, url, status, request_id, attempts, first_run_id, last_run_id, resolved_at from _errors order by id'
      expect(await ask(warehouse, errors)).toEqual([
        ['1', 'too_big', 'first', 'https://x/1', 500, 'q', 3, 'run-1', 'run-1', at(2).toISOString()],
        ['2', 'gone', 'second', null, null, null, null, 'run-1', 'run-2', null],
        [null, 'shapeless', 'no id', null, null, null, null, 'run-1', 'run-2', null],
      ])
    })

    test('a sweep closes the errors of earlier runs', async () => {
      await warehouse.migrate('demo', [items])
      await using load = await openItems(warehouse)
      await load.commit({ state: null, at: at(1), isolated: [{ id: '1', code: 'c', message: 'm' }] })
      await using next = await openItems(warehouse, { runId: 'run-2', sequence: 1, generation: 'g' })
      await next.sweep({ state: null, at: at(2), isolated: [{ id: '2', code: 'c', message: 'm' }] })
      expect(await warehouse.isolatedIds('demo', 'items')).toEqual(['2'])
    })

    test('references are the ids that other tables hold and this read has not landed', async () => {
      await warehouse.migrate('demo', [items, owners])
      await using load = await openItems(warehouse)
      await land(
        load,
        ['a', 'b', 'c', 'a', null].map((owner, index) => item(`${index}`, 1, 't', owner)),
      )
      await using people = await openItems(warehouse, { table: owners, generation: 'g' })
      await land(people, [{ row: { id: 'b' }, raw: null }])
      const unknown = tableOf(streamOf('never_made', z.object({ id: z.string() })))
      const missing = () => collect(people.references([items, unknown], 1))
      expect(await missing()).toEqual([['a'], ['c']])
      expect(await collect(people.references([owners], 5))).toEqual([])
      await using plain = await openItems(warehouse, { table: owners, sequence: 1 })
      expect(await collect(plain.references([items], 5))).toEqual([['a', 'c']])
    })

    test('reports are read as written, newest first, one per run and stream', async () => {
      await warehouse.migrate('demo', [])
      const failed = report('2', {
        startedAt: at(5),
        verdict: 'failed',
        reason: 'r',
        code: 'c',
        kind: 'data',
      })
      for (const one of [report('1'), report('2'), failed, report('3', { sync: 'other' })]) {
        await warehouse.recordReport(one)
      }
      expect(await warehouse.reports('demo', 5)).toEqual([failed, report('1')])
      expect(await warehouse.reports('demo', 1)).toEqual([failed])
    })

    test('a reset forgets rows, state, seen ids and errors of its streams, and no others', async () => {
      await warehouse.migrate('demo', [items, owners])
      await using load = await openItems(warehouse, { generation: 'g' })
      await load.stage([item('1', 1), item('2', 1)])
      await load.commit({ state: 1, at: at(0), isolated: [{ id: '3', code: 'c', message: 'm' }] })
      await using people = await openItems(warehouse, { table: owners })
      await land(people, [{ row: { id: 'b' }, raw: null }])
      expect(await warehouse.reset('demo', [items])).toBe(2)
      for (const table of ['items', '_sync_seen', '_errors']) {
        expect(await ask(warehouse, `select count(*) from ${table}`)).toEqual([0])
      }
      expect(await ask(warehouse, 'select count(*) from owners')).toEqual([1])
      expect(await warehouse.readState('demo', 'items')).toEqual({ sequence: 0, state: undefined })
      await expect(load.commit({ state: 2, at: at(1) })).rejects.toMatchObject({ code: 'state_conflict' })
      await using again = await openItems(warehouse)
      expect(await land(again, [item('1', 1)])).toEqual(counts({ new: 1 }))
    })

    test('four loads commit at once', async () => {
      const tables = ['a', 'b', 'c', 'd'].map((name) => tableOf(streamOf(name, z.object({ id: z.string() }))))
      await warehouse.migrate('demo', tables)
      const rows = Array.from({ length: 200 }, (_, index) => ({ row: { id: `${index}` }, raw: { index } }))
      const landed = await Promise.all(
        tables.map(async (table) => {
          await using load = await openItems(warehouse, { table, generation: 'g' })
          await land(load, rows.slice(0, 100))
          return await land(load, rows)
        }),
      )
      expect(landed).toEqual(tables.map(() => counts({ new: 100, unchanged: 100 })))
      expect(await ask(warehouse, 'select sequence from _sync_state')).toEqual([2, 2, 2, 2])
    })

    test('a query that is no single SELECT is refused and changes nothing', async () => {
      await warehouse.migrate('demo', [items])
      const refusedQueries = [
        'drop table items',
        `insert into items (id) values ('1')`,
        'select 1; drop table items',
        'set memory_limit = 1',
        `copy items to 'x.csv'`,
        `attach 'x.db'`,
        'explain analyze delete from items',
        `select * from read_text('/etc/hostname')`,
        `select * from 'http://127.0.0.1:9/x.csv'`,
        '',
        '-- nothing',
      ]
      for (const sql of refusedQueries) {
        await expect(warehouse.query(sql), sql).rejects.toMatchObject({ kind: 'config' })
      }
      expect(await ask(warehouse, 'select count(*) from items')).toEqual([0])
    })

    test('a wrong query is answered with the reason', async () => {
      await warehouse.migrate('demo', [items])
      await expect(warehouse.query('select titel from items')).rejects.toMatchObject({
        kind: 'config',
        code: 'bad_query',
        message: expect.stringMatching(/titel/i),
      })
    })
  })
}

async function tablesOf(warehouse: Warehouse, { tables }: Spelling): Promise<readonly unknown[]> {
  const byName = (one: unknown, other: unknown) => String(one).localeCompare(String(other), 'en')
  return (await ask(warehouse, tables)).toSorted(byName)
}
