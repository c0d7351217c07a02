import { expect, test } from 'vitest'
import type { LandingRecord } from '../../../src/warehouse/cells.ts'
import { stagedLine } from '../../../src/warehouse/snowflake/staged-line.ts'
import { rowStager } from '../../../src/warehouse/staged-row.ts'
import { awkward, item, items } from '../../contracts/warehouse-tables.ts'

const toItem = rowStager(items, 1000)
const toAwkward = rowStager(awkward, 1000)

test('a record is a cell a column, its hash, and its raw form', () => {
  const { cells, rowHash, meta, raw } = toItem(item('1', 2, 'a\nb'))
  expect(cells).toEqual(['1', 'a\nb', 2, null])
  expect(rowHash).toMatch(/^[\w-]{43}$/)
  expect([meta, raw]).toEqual([null, '{"id":"1","body":"a\\nb"}'])
})

test('the raw form does without a text that a column holds, and holds everything else', () => {
  const columns = items.columns.map((column) =>
    column.name === 'title' ? { ...column, rawPath: ['deep', 'text'] } : column,
  )
  const rawOf = (body: string | null, raw: unknown) =>
    JSON.parse(String(rowStager({ ...items, columns }, 1000)({ ...item('1', 2, body), raw }).raw))
  expect(rawOf('a', { id: '1', deep: { text: 'a', more: 1 } })).toEqual({ id: '1', deep: { more: 1 } })
  for (const raw of [
    { deep: { text: 'b' } },
    { deep: { text: 7 } },
    { deep: 'a' },
    { deep: ['a'] },
    { deep: null },
    { text: 'a' },
    ['a'],
    'a',
  ])
    expect(rawOf('a', raw)).toEqual(raw)
  expect(rawOf(null, { deep: { text: null } })).toEqual({ deep: { text: null } })
})

test('the hash is the same on every machine, and in every warehouse', () => {
  expect(toItem(item('1', 2, 'a\nb')).rowHash).toMatchInlineSnapshot(
    `"qLUdLgOgQzYdURZ1NGLkw1vAKCY4i963flfevtjq2VY"`,
  )
  expect(
    toAwkward({ row: { id: 'ü', ratio: 0.1, isOpen: true, table: ['a'] }, raw: 1 }).rowHash,
  ).toMatchInlineSnapshot(`"qeS_uDggo4ch-whd4U3Zdzh70rhjv83FcEDv9Es6nXY"`)
})

test('the hash knows the columns, and neither the raw record nor the order of keys', () => {
  const hash = (record: LandingRecord) => toItem(record).rowHash
  expect(hash({ ...item('1', 2), raw: 'another' })).toBe(hash(item('1', 2)))
  const others = [item('1', 2, 'b'), item('1', 2, null, 'a'), item('1', 2, ''), item('1', 2, 'a', '')]
  const hashes = [
    item('1', 2),
    item('1', 2, null),
    item('12', null),
    item('1', 2, 'a', 'null'),
    ...others,
  ].map(hash)
  expect(new Set(hashes).size).toBe(hashes.length)
  const nested = (größe: object) => toAwkward({ row: { id: '1', größe }, raw: 1 }).rowHash
  expect(nested({ a: 1, b: { d: 1, c: 2 } })).toBe(nested({ b: { c: 2, d: 1 }, a: 1 }))
})

test('what is too large is nulled, the largest first', () => {
  const record = item('1', 2, 'x'.repeat(500))
  const { cells, raw, meta } = rowStager(items, 700)(record)
  expect([cells[1], raw]).toEqual([record.row.title, null])
  expect(JSON.parse(meta ?? '')).toEqual({
    nulled: [{ column: '_raw', bytes: 520, reason: 'the row is too large' }],
  })
})

test('what takes more as JSON than in memory is counted as JSON', () => {
  const { cells, raw } = rowStager(items, 700)(item('1', 2, '\u0001'.repeat(110)))
  expect([cells[1], raw]).toEqual(['\u0001'.repeat(110), null])
})

test('what fits no column of its type is nulled, and noted', () => {
  const { cells, meta } = toAwkward({
    row: { id: '1', count: 2 ** 53, ratio: Number.NaN, isOpen: 'no' },
    raw: 1,
  })
  expect(cells.slice(3, 6)).toEqual([null, null, null])
  expect(JSON.parse(meta ?? '').nulled).toEqual([
    { column: 'count', bytes: 16, reason: 'not a whole number that can be kept' },
    { column: 'ratio', bytes: 4, reason: 'not a number that can be kept' },
    { column: 'is_open', bytes: 4, reason: 'not a truth value that can be kept' },
  ])
})

test('texts at any depth, and keys, are cleaned', () => {
  const raw = { 'a\0': ['\uDC00', { b: '\uD83D\uDE00' }] }
  const row = toItem({ ...item('1', 2), raw })
  expect(row.raw).toBe('{"a\uFFFD":["\uFFFD",{"b":"😀"}]}')
  expect(row.meta).toBe('{"cleaned":["_raw"]}')
})

test('a row is one line of JSON, named as the columns', () => {
  const row = toItem(item('1', 2, 'a\nb"'))
  const line = stagedLine(items, row, 7)
  expect(JSON.parse(line)).toEqual({
    _seq: 7,
    id: '1',
    title: 'a\nb"',
    version_number: 2,
    owner_id: null,
    _row_hash: row.rowHash,
    _meta: null,
    _raw: { id: '1', body: 'a\nb"' },
  })
  expect(line.indexOf('\n')).toBe(line.length - 1)
})
