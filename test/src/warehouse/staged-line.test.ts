import { expect, test } from 'vitest'
import { stagedLine } from '../../../src/warehouse/staged-line.ts'
import { awkward, item, items } from '../../contracts/warehouse-tables.ts'

const hashOf = (line: { readonly key: string }) => JSON.parse(line.key)._row_hash

test('a record is one line of its columns and one of what decides its fate', () => {
  const line = stagedLine(items, item('1', 2, 'a\nb'), 7, 1000)
  const _row_hash = hashOf(line)
  expect(JSON.parse(line.row)).toEqual({
    _seq: 7,
    _row_hash,
    id: '1',
    title: 'a\nb',
    version_number: 2,
    owner_id: null,
    _meta: null,
    _raw: { id: '1', body: 'a\nb' },
  })
  expect(JSON.parse(line.key)).toEqual({ _seq: 7, _row_hash, _key: '1', _version: 2 })
  expect([...line.row, ...line.key].filter((character) => character === '\n')).toHaveLength(2)
})

test('the hash knows the columns, and neither the raw record nor the order of keys', () => {
  const hash = (record: Parameters<typeof stagedLine>[1]) => hashOf(stagedLine(items, record, 0, 1000))
  expect(hash({ ...item('1', 2), raw: 'another' })).toBe(hash(item('1', 2)))
  expect(hash(item('1', 2, 'b'))).not.toBe(hash(item('1', 2)))
  expect(hash(item('1', 2, null, 'a'))).not.toBe(hash(item('1', 2, 'a', null)))
  const nested = (größe: object) => hashOf(stagedLine(awkward, { row: { id: '1', größe }, raw: 1 }, 0, 1000))
  expect(nested({ a: 1, b: { d: 1, c: 2 } })).toBe(nested({ b: { c: 2, d: 1 }, a: 1 }))
})

test('what is too large is nulled, the largest first', () => {
  const record = item('1', 2, 'x'.repeat(500))
  const { title, _raw, _meta } = JSON.parse(stagedLine(items, record, 0, 700).row)
  expect([title, _raw]).toEqual([record.row.title, null])
  expect(_meta).toEqual({ nulled: [{ column: '_raw', bytes: 520, reason: 'the row is too large' }] })
})

test('texts at any depth, and keys, are cleaned', () => {
  const raw = { 'a\0': ['\uDC00', { b: '\uD83D\uDE00' }] }
  const { _raw, _meta } = JSON.parse(stagedLine(items, { ...item('1', 2), raw }, 0, 1000).row)
  expect(_raw).toEqual({ 'a\uFFFD': ['\uFFFD', { b: '😀' }] })
  expect(_meta).toEqual({ cleaned: ['_raw'] })
})
