import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Warehouse } from '../../../../src/contract/warehouse.ts'
import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { ask, item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'

let folder = ''
let warehouse: Warehouse
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'query-'))
  warehouse = await openDuckdb({ path: join(folder, 'w.duckdb') })
  await warehouse.migrate('demo', [items])
  await using load = await openItems(warehouse)
  await land(load, [item('1', 1)])
})
afterEach(async () => {
  await warehouse[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

test.each(['w.duckdb', 'w.duckdb.wal.recovery'])('no query writes over %s', async (name) => {
  const before = await readdir(folder)
  const copy = `copy (select 1) to '${join(folder, name)}' (format csv, use_tmp_file false)`
  for (const sql of [`explain analyze ${copy}`, `explain (analyze) ${copy}`, copy])
    await expect(warehouse.query(sql), sql).rejects.toMatchObject({ code: 'not_read_only' })
  expect(await readdir(folder)).toEqual(before)
  await warehouse[Symbol.asyncDispose]()
  warehouse = await openDuckdb({ path: join(folder, 'w.duckdb') })
  expect(await ask(warehouse, 'select id from items')).toEqual(['1'])
})

// A log in a folder that DuckDB may not reach ends the whole process with the next statement.
test.each([
  `select * from enable_logging('QueryLog', storage = 'file', storage_config = {'path': '/nowhere'})`,
  `select * from query('select * from enable' || '_logging()')`,
  'select (select count(*) from "system".main."enable_logging"())',
  `select * from json_execute_serialized_sql(json_serialize_sql('from enable_logging()'))`,
  `select * from enable_profiling(format = 'json')`,
  'from checkpoint()',
])('no function of a query changes what the database does: %s', async (sql) => {
  await expect(warehouse.query(sql)).rejects.toMatchObject({ kind: 'config', code: 'not_read_only' })
})

/** What another process says that opens the file. */
function openElsewhere(file: string): string {
  const open = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then(() => console.log('open'), (error) => console.log(error.message))`
  return spawnSync(process.execPath, ['-e', open, file], { encoding: 'utf8' }).stdout
}

// Whoever closes a file gives up every lock that its process has on it.
test('no query reads a file as such, its own neither, which keeps other processes out', async () => {
  const file = join(folder, 'w.duckdb')
  for (const sql of [
    `from read_csv('${file}')`,
    `from "main"."Read_Blob"('${file}')`,
    `from query('from read_' || 'text(''${file}'')')`,
    `from query_table('${file}')`,
    `select (select count(*) from '${file}')`,
    `describe '${file}'`,
    `summarize select * from read_json('${file}')`,
    `explain from read_parquet('${file}')`,
    `copy (from read_csv('${file}')) to '${file}.csv'`,
    'from sniff_csv($$w.duckdb$$)',
    `with n as (select 1 where 1 in (from glob('${file}'))) from n`,
  ])
    await expect(warehouse.query(sql), sql).rejects.toMatchObject({ kind: 'config', code: 'not_read_only' })
  expect(openElsewhere(file)).toContain('Could not set lock')
})

test.each([
  'from items',
  'values (1)',
  'describe items',
  'show tables',
  'summarize items',
  'with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select * from n;',
  '/* why */ select count(*) from items -- done',
  'select r.range, j.value from range(2) r, json_each(json($$[1]$$)) j',
  'select table_name from information_schema.tables union all from duckdb_tables() select table_name',
  "select '/a/b.csv', list_transform([1], lambda x: x + 1)",
])('a query that reads is answered: %s', async (sql) => {
  expect((await warehouse.query(sql)).rows).not.toEqual([])
})

test('an answer within bounds is the same as without', async () => {
  const sql = `select i, i / 2, i::varchar, [i, null], {'a': i}, map {'k': i}, '2026-01-02 03:04:05+00'::timestamptz,
    1.5::decimal(4, 1), null, 'x'::blob, i::hugeint << 70, '12:00'::time, uuid() is null from range(5000) t(i)`
  const whole = await warehouse.query(sql)
  const bounds = { rows: 3_000, signal: new AbortController().signal }
  expect(await warehouse.query(sql, bounds)).toEqual({ ...whole, rows: whole.rows.slice(0, 3_000) })
})

test('an answer that is too large to be held at once is refused', async () => {
  const bounds = { rows: 1_001, signal: new AbortController().signal }
  await expect(warehouse.query("select repeat('x', 100000) from range(1001)", bounds)).rejects.toMatchObject({
    kind: 'config',
    code: 'answer_too_large',
  })
})
