import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { tableOf } from '../../../src/catalog/table-of.ts'
import type { Stream } from '../../../src/contract/stream.ts'
import { streamOf } from '../../contracts/warehouse-tables.ts'

const types = [
  ['text', z.string()],
  ['text', z.url()],
  ['text', z.enum(['a', 'b'])],
  ['timestamp', z.iso.datetime()],
  ['timestamp', z.iso.datetime({ offset: true })],
  ['integer', z.number().int()],
  ['integer', z.int()],
  ['integer', z.number().int().nonnegative()],
  ['number', z.number()],
  ['number', z.number().positive()],
  ['boolean', z.boolean()],
  ['json', z.array(z.string())],
  ['json', z.object({ a: z.string() })],
  ['json', z.record(z.string(), z.number())],
] as const

const tableWith = (field: z.core.$ZodType, more: Partial<Stream> = {}) =>
  tableOf(streamOf('things', z.object({ id: z.string(), someField: field }), more))

describe('a column', () => {
  test.each(types)('is %s', (type, schema) => {
    const [, column] = tableWith(schema).columns
    expect(column).toEqual({ field: 'someField', name: 'some_field', type, nullable: false })
    const [, loose] = tableWith(schema.nullable().optional()).columns
    expect(loose).toEqual({ field: 'someField', name: 'some_field', type, nullable: true })
  })

  test('carries the outermost description', () => {
    const column = (schema: z.core.$ZodType) => tableWith(schema).columns[1]
    expect(column(z.string().describe('inner').nullable())).toMatchObject({ comment: 'inner' })
    expect(column(z.string().describe('inner').nullable().describe('outer'))).toMatchObject({
      comment: 'outer',
    })
    expect(column(z.string().meta({ description: 'meta' }))).toMatchObject({ comment: 'meta' })
  })

  test.each([z.unknown(), z.bigint(), z.union([z.string(), z.number()])])(
    'of another type is refused',
    (schema) => {
      expect(() => tableWith(schema)).toThrow(
        expect.objectContaining({ kind: 'bug', code: 'unknown_column_type' }),
      )
    },
  )
})

describe('a table', () => {
  test('has the key, the version and the references of its stream', () => {
    const more: Partial<Stream> = { versionField: 'someField', references: { id: 'others' } }
    const table = tableWith(z.number().int(), more)
    expect(table).toMatchObject({
      name: 'things',
      primaryKey: { name: 'id' },
      version: { name: 'some_field' },
    })
    expect(table.references).toEqual([{ column: table.primaryKey, table: 'others' }])
  })

  const unfit: readonly (readonly [string, () => unknown])[] = [
    ['a nullable key', () => tableOf(streamOf('t', z.object({ id: z.string().nullable() })))],
    ['a key that is no text', () => tableOf(streamOf('t', z.object({ id: z.number() })))],
    ['no key', () => tableOf(streamOf('t', z.object({ key: z.string() })))],
    ['a version that is no number', () => tableWith(z.string(), { versionField: 'someField' })],
    [
      'fields of one name',
      () => tableOf(streamOf('t', z.object({ id: z.string(), aB: z.string(), a_b: z.string() }))),
    ],
    ['a field without a name', () => tableOf(streamOf('t', z.object({ id: z.string(), '-': z.string() })))],
  ]
  test.each(unfit)('with %s is refused', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ kind: 'bug', code: 'unfit_row' }))
  })
})
