import { expect, test } from 'vitest'
import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { ask } from '../../../contracts/warehouse-tables.ts'

const values: Readonly<Record<string, unknown>> = {
  null: null,
  true: true,
  '42::bigint': 42,
  '9007199254740993::bigint': '9007199254740993',
  'sum(1::hugeint)': 1,
  '1.50::decimal(9,2)': 1.5,
  '0.1::double': 0.1,
  "'nan'::double": 'NaN',
  "date '2024-02-29'": '2024-02-29',
  "timestamptz '2024-02-29 01:00:00.123456+01'": '2024-02-29T00:00:00.123Z',
  "timestamp '2024-02-29 01:00:00'": '2024-02-29T01:00:00.000Z',
  "timestamptz 'infinity'": 'infinity',
  '\'{"b": 1}\'::json': '{"b": 1}',
  '[1, null, 3]': '[1,null,3]',
  "{'a': [timestamptz '2024-01-01 00:00:00+00']}": expect.stringContaining('2024-01-01'),
  "'\\xAA'::blob": expect.any(String),
  "interval '1 day'": expect.any(String),
  'uuid()': expect.stringMatching(/^[0-9a-f-]{36}$/),
}

test.each(Object.entries(values))('select %s', async (sql, expected) => {
  await using warehouse = await openDuckdb({ path: ':memory:' })
  expect(await ask(warehouse, `select ${sql}`)).toEqual([expected])
})
