import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { pages } from '../../../plugin/streams/pages.ts'
import { pageItem, pageRow, toPageRow } from '../../../plugin/streams/pages-row.ts'
import { tableOf } from '../../../src/catalog/table-of.ts'
import type { LandingRecord } from '../../../src/warehouse/cells.ts'
import { databaseOptions } from '../../../src/warehouse/duckdb/database.ts'
import { duckdbDialect } from '../../../src/warehouse/duckdb/dialect.ts'
import { rowGroupSize } from '../../../src/warehouse/duckdb/memory.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { stagedLine } from '../../../src/warehouse/snowflake/staged-line.ts'
import { openStagingFile } from '../../../src/warehouse/snowflake/staging-file.ts'
import { createTable } from '../../../src/warehouse/sql/define.ts'
import { landedTable } from '../../../src/warehouse/sql/physical-table.ts'
import { sequenceColumn, stagedColumns } from '../../../src/warehouse/sql/stage.ts'
import { rowStager } from '../../../src/warehouse/staged-row.ts'
import { report, requestOf, secondsSince } from './request.ts'

interface LandRequest {
  readonly folder: string
  readonly url: string
  readonly authorization: string
  readonly how: keyof typeof ways
  readonly batchBytes: number
}

const { folder, url, authorization, how, batchBytes } = requestOf<LandRequest>()
const table = tableOf(pages)
const toRow = rowStager(table, 16 * 1024 * 1024)
const lineOf = (record: LandingRecord, sequence: number) => stagedLine(table, toRow(record), sequence)

/** As many pages as one batch holds. */
async function recordsOfOneBatch(): Promise<readonly LandingRecord[]> {
  const records: LandingRecord[] = []
  let bytes = 0
  let path: string | undefined = '/wiki/api/v2/pages?status=current,archived&body-format=storage&limit=250'
  while (path !== undefined && bytes < batchBytes) {
    const answer = await fetch(`${url}${path}`, { headers: { authorization } })
    const { results, _links } = JSON.parse(await answer.text())
    for (const raw of results) {
      const record = { row: toPageRow(pageItem.parse(raw), `${url}/wiki`, 'SPACE'), raw }
      bytes += lineOf(record, 0).length
      records.push(record)
    }
    path = _links.next
  }
  return records
}

/** Everything that our engine does to land a batch: staging its records, then the commit. */
async function landOurs(records: readonly LandingRecord[]) {
  await using warehouse = await openDuckdb({ path: join(folder, 'bench.duckdb') })
  await warehouse.migrate('bench', [table])
  const generation = 'run'
  await using load = await warehouse.openLoad({
    ...{ table, behaviour: 'merge', sync: 'bench', runId: 'run', sequence: 0, generation },
  })
  const start = performance.now()
  for (let first = 0; first < records.length; first += 250)
    await load.stage(records.slice(first, first + 250))
  const stagingSeconds = secondsSince(start)
  const bytes = load.stagedBytes
  await load.commit({ state: {}, at: new Date() })
  return { seconds: secondsSince(start), stagingSeconds, bytes }
}

/** The same rows into the same table of a database with the same settings, by one statement from a file. */
async function landBare(records: readonly LandingRecord[]) {
  const { path, bytes, writingSeconds } = await writePlain(records)
  const instance = await DuckDBInstance.create(':memory:', databaseOptions)
  const connection = await instance.connect()
  await connection.run(
    `ATTACH '${join(folder, 'bench.duckdb')}' AS warehouse (ROW_GROUP_SIZE ${rowGroupSize})`,
  )
  const place = { dialect: duckdbDialect, namespace: ['warehouse', 'main'] }
  await connection.run(createTable(place, landedTable(table)).sql)
  const columns = stagedColumns(table).filter(([name]) => name !== sequenceColumn)
  const names = columns.map(([name]) => `"${name}"`).join(', ')
  const types = columns.map(([name, type]) => `"${name}": '${duckdbDialect.types[type]}'`).join(', ')
  const source = `read_json('${path}', format = 'newline_delimited', columns = {${types}})`
  const start = performance.now()
  await connection.run(`INSERT INTO warehouse.main.${table.name} (${names}) SELECT ${names} FROM ${source}`)
  const seconds = secondsSince(start)
  connection.closeSync()
  instance.closeSync()
  return { seconds, writingSeconds, bytes }
}

/** Records to lines to a file, the least there is to do. */
async function writePlain(records: readonly LandingRecord[]) {
  const start = performance.now()
  const path = join(folder, 'lines.ndjson')
  const text = Buffer.from(records.map(lineOf).join(''))
  await writeFile(path, text)
  return { path, bytes: text.byteLength, writingSeconds: secondsSince(start) }
}

/** The same, as Snowflake wants it. */
async function writeCompressed(records: readonly LandingRecord[]) {
  const start = performance.now()
  await using file = await openStagingFile(join(folder, 'lines.ndjson.gz'))
  for (const [sequence, record] of records.entries()) await file.write(lineOf(record, sequence))
  await file.flush()
  const seconds = secondsSince(start)
  return { seconds, bytes: file.bytes, fileBytes: (await stat(file.path)).size }
}

const ways = { ours: landOurs, bare: landBare, gzip: writeCompressed } as const

await mkdir(folder, { recursive: true })
const records = await recordsOfOneBatch()
const landed = await ways[how](records)
report({ ...landed, records: records.length, columns: Object.keys(pageRow.shape).length })
