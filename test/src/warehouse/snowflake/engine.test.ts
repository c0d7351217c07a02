import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlEngine } from '../../../support/snowflake/engine.ts'
import type { SqlEngine, SqlSession } from '../../../support/snowflake/sql-engine.ts'

// What the double does as Snowflake does it, and DuckDB would not.
let engine: SqlEngine
let session: SqlSession
beforeEach(async () => {
  engine = await openSqlEngine()
  session = await engine.open()
})
afterEach(async () => {
  await session[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

const seen = '"CONFLUENCE"."RAW"."_SYNC_SEEN"'
const create = `CREATE TABLE IF NOT EXISTS ${seen} ("SYNC" VARCHAR(16777216) NOT NULL) COMMENT = 'x'`
const insert = `INSERT INTO ${seen} ("SYNC") VALUES (?)`
const staging = '"CONFLUENCE"."RAW_STG"."_STAGED_ITEMS"'
const run = (sql: string, ...binds: (string | null)[]) => session.execute(sql, binds)
async function rowCount(): Promise<unknown> {
  await using other = await engine.open()
  await other.execute('USE SCHEMA "CONFLUENCE"."RAW"', [])
  return (await other.execute('select count(*) from _sync_seen', [])).rows[0]?.[0]
}

test('a definition commits the open transaction', async () => {
  await run(create)
  await run('BEGIN TRANSACTION')
  await run(insert, 'a')
  await run(`DROP TABLE IF EXISTS ${staging}`)
  await run('ROLLBACK')
  expect(await rowCount()).toBe('1')
})

test('a failed statement leaves the transaction open, so that a COMMIT stores the half', async () => {
  await run(create)
  await run('BEGIN TRANSACTION')
  await run(insert, 'a')
  await expect(run(insert, null)).rejects.toMatchObject({ code: '100072' })
  await run('COMMIT')
  expect(await rowCount()).toBe('1')
})

test('a session that ends takes its transaction and its temporary tables with it', async () => {
  await run(create)
  await run('BEGIN TRANSACTION')
  await run(insert, 'a')
  await session[Symbol.asyncDispose]()
  session = await engine.open()
  expect(await rowCount()).toBe('0')
})

test('a temporary table is of one session only', async () => {
  await run(`CREATE OR REPLACE TEMPORARY TABLE ${staging} ("ID" VARCHAR(16777216))`)
  await using other = await engine.open()
  const clear = `DELETE FROM ${staging}`
  await expect(other.execute(clear, [])).rejects.toMatchObject({ code: '002003' })
  expect((await run(clear)).rows).toEqual([['0']])
})

test('two rows of the source for one of the target are refused, and so is a COPY of a file that is not there', async () => {
  await run('CREATE STAGE IF NOT EXISTS "CONFLUENCE"."RAW_STG"."SYNC_STAGE"')
  const location = '@"CONFLUENCE"."RAW_STG"."SYNC_STAGE"/a/'
  const rows = ['{"id":"1","raw":null}', '{"id":"1","raw":{"a":null}}']
  await writeFile(`${await engine.stageFolder(location)}/f.gz`, gzipSync(rows.join('\n')))
  const columns = '"ID" VARCHAR(16777216), "_RAW" VARIANT'
  await run(`CREATE OR REPLACE TEMPORARY TABLE ${staging} (${columns})`)
  const copy = `COPY INTO ${staging} ("ID", "_RAW")
    FROM (SELECT $1:"id"::VARCHAR, NULLIF($1:"raw", PARSE_JSON('null')) FROM '${location}')
    FILES = ('f.gz') FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP) ON_ERROR = ABORT_STATEMENT PURGE = FALSE`
  expect((await run(copy)).rows).toEqual([['f.gz', 'LOADED', '2', '2', '1', '0', null]])
  await expect(run(copy.replace('f.gz', 'g.gz'))).rejects.toMatchObject({ code: '091016' })
  const items = '"CONFLUENCE"."RAW"."ITEMS"'
  await run(`CREATE TABLE IF NOT EXISTS ${items} (${columns}, "SYNC" VARCHAR(16777216)) COMMENT = 'x'`)
  await run(`INSERT INTO ${items} ("ID") VALUES (?)`, '1')
  const merge = `MERGE INTO ${items} T USING (SELECT R."ID", R."_RAW" FROM ${staging} R
    QUALIFY ROW_NUMBER() OVER (PARTITION BY R."ID", R."_RAW" ORDER BY R."ID" DESC) = 1) S ON T."ID" = S."ID"
    WHEN MATCHED AND (T."ID" IS NOT NULL OR (S."ID" IS DISTINCT FROM T."ID")) THEN UPDATE SET "_RAW" = S."_RAW",
    "SYNC" = TO_TIMESTAMP_TZ(?), "SYNC" = ?, "SYNC" = NULL
    WHEN NOT MATCHED THEN INSERT ("ID") VALUES (S."ID", TO_TIMESTAMP_TZ(?), ?, NULL)`
  await expect(run(merge, '2024-01-01', 'r', '2024-01-01', 'r')).rejects.toMatchObject({ code: '100090' })
})

test.each([
  'SELECT 1',
  `select "ID" from ${staging}`,
  `CREATE TABLE ${seen} ("ID" VARCHAR)`,
  'CREATE TABLE IF NOT EXISTS "confluence"."raw"."t" ("ID" VARCHAR(1)) COMMENT = \'x\'',
  `DELETE FROM ${seen} WHERE "SYNC" = ? OR "SYNC" = ?`,
  `COPY INTO ${staging} FROM '@"A"."B"."C"/'`,
])('unknown, and refused: %s', async (sql) => {
  await expect(run(sql)).rejects.toMatchObject({ code: 'unknown_statement' })
  expect(engine.unknown).toEqual([sql])
})

test('a stage or a table that is not there is told as Snowflake tells it', async () => {
  await expect(run(`REMOVE '@"CONFLUENCE"."RAW_STG"."NONE"/a/'`)).rejects.toMatchObject({ code: '002003' })
  await expect(run(`DELETE FROM ${seen}`)).rejects.toMatchObject({ code: '002003', sqlState: '42S02' })
})
