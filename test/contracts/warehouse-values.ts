import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import type { Spelling } from './warehouse-spelling.ts'
import { ask, at, awkward, item, items, land, openItems } from './warehouse-tables.ts'

/** What becomes of values. */
export function valuesContract(name: string, open: () => Promise<Warehouse>, spelling: Spelling): void {
  describe(`${name} keeps values`, () => {
    let warehouse: Warehouse
    beforeEach(async () => {
      warehouse = await open()
      await warehouse.migrate('demo', [awkward, items])
    })
    afterEach(() => warehouse[Symbol.asyncDispose]())
    const quoted = (name: string) => `"${spelling.name(name)}"`
    const openAwkward = () =>
      warehouse.openLoad({ table: awkward, behaviour: 'merge', sync: 'demo', runId: 'r', sequence: 0 })

    test('every type goes there and back, under any name', async () => {
      await using load = await openAwkward()
      const row = {
        id: `'; drop table "order"; --`,
        select: '<b>"ש\u202Eלום"</b>\n😀',
        URLOfPage: '',
        count: Number.MAX_SAFE_INTEGER,
        ratio: 0.1,
        isOpen: false,
        lastModifiedAt: '2024-02-29T23:59:59.123+02:00',
        table: ['a', 'null'],
        größe: { b: 1, a: 2.5 },
      }
      await land(load, [{ row, raw: { any: [1, { thing: null }] } }])
      const { columns, rows } = await warehouse.query(`select * exclude (_row_hash) from ${quoted('order')}`)
      expect(columns).toEqual(
        'id select url_of_page count ratio is_open last_modified_at table größe _synced_at _run_id _deleted_at _meta _raw'
          .split(' ')
          .map(spelling.name),
      )
      expect(rows).toEqual([
        [
          row.id,
          row.select,
          '',
          Number.MAX_SAFE_INTEGER,
          0.1,
          false,
          '2024-02-29T21:59:59.123Z',
          '["a","null"]',
          '{"a":2.5,"b":1}',
          at(0).toISOString(),
          'r',
          null,
          null,
          '{"any":[1,{"thing":null}]}',
        ],
      ])
    })

    test('null and undefined are null', async () => {
      await using load = await openAwkward()
      await land(load, [{ row: { id: '1', select: null, größe: null }, raw: undefined }])
      const areNull = ['select', 'table', 'größe', '_raw'].map((name) => `${quoted(name)} is null`)
      const nulls = `select ${areNull.join(' and ')} from ${quoted('order')}`
      expect(await ask(warehouse, nulls)).toEqual([true])
    })

    test('NUL characters and half surrogates are replaced, and noted', async () => {
      await using load = await openItems(warehouse)
      await land(load, [item('1', 1, 'a\0b\uD800c😀'), item('2', 1, 'the text \\u0000 and \\ud800')])
      expect(await ask(warehouse, 'select title, _meta from items order by id')).toEqual([
        ['a\uFFFDb\uFFFDc😀', '{"cleaned":["title","_raw"]}'],
        ['the text \\u0000 and \\ud800', null],
      ])
    })

    test('a state with a NUL character and a half surrogate is stored all the same', async () => {
      await using load = await openItems(warehouse)
      await load.commit({ state: { ledger: ['a\0b', 'c\uD800d'] }, at: at(1) })
      const { state } = await warehouse.readState('demo', 'items')
      expect(state).toEqual({ ledger: ['a\uFFFDb', 'c\uFFFDd'] })
    })

    test('a row that is too large loses its largest values only, and says so', async () => {
      await using load = await openItems(warehouse)
      const large = 'x'.repeat(60_000)
      await land(load, [item('1', 1, large), item('2', 1, large.repeat(2))])
      const [one, two] = await ask(
        warehouse,
        'select length(title), _raw is null, _meta from items order by id',
      )
      expect(one).toEqual([60_000, true, expect.stringContaining('"column":"_raw"')])
      expect(two).toEqual([null, true, expect.stringContaining('"column":"title"')])
    })

    test('a record without a key, or with a key too large, is refused before anything lands', async () => {
      await using load = await openItems(warehouse)
      const stage = (id: string) => load.stage([item(id, 1)])
      await expect(stage('')).rejects.toMatchObject({ kind: 'data', code: 'key_missing' })
      await expect(stage('x'.repeat(100_000))).rejects.toMatchObject({ kind: 'data', code: 'row_too_large' })
    })

    test('big text lands whole', async () => {
      await using load = await openItems(warehouse)
      const text = 'ü😀'.repeat(2_000)
      await land(load, [item('1', 1, text)])
      expect(await ask(warehouse, 'select title from items')).toEqual([text])
    })
  })
}
