import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { pages } from '../../../plugin/streams/pages.ts'
import { pageItem, pageRow, toPageRow } from '../../../plugin/streams/pages-row.ts'
import { tableOf } from '../../../src/catalog/table-of.ts'
import { metadataColumns } from '../../../src/contract/table.ts'
import { openBatch } from '../../../src/warehouse/batch.ts'
import { duckdbDialect } from '../../../src/warehouse/duckdb/dialect.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { readRows } from '../../../src/warehouse/duckdb/reads.ts'
import { createTable } from '../../../src/warehouse/sql/define.ts'
import { landedTable } from '../../../src/warehouse/sql/physical-table.ts'
import { type LandingRecord, stagedLine } from '../../../src/warehouse/staged-line.ts'
import { openStagingFile } from '../../../src/warehouse/staging-file.ts'
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
const largestLine = 16 * 1024 * 1024

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
      bytes += stagedLine(table, record, 0, largestLine).row.length
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
  const staging = performance.now()
  for (let start = 0; start < records.length; start += 250)
    await load.stage(records.slice(start, start + 250))
  const stagingSeconds = secondsSince(staging)
  const bytes = load.stagedBytes
  const start = performance.now()
  await load.commit({ state: {}, at: new Date() })
  return { seconds: secondsSince(start), stagingSeconds, bytes }
}

/** The same file into the same table of a database with the same settings, by one statement. */
async function landBare(records: readonly LandingRecord[]) {
  await using batch = await openBatch(folder, 'batch', table, largestLine)
  await batch.stage(records)
  await batch.flush()
  const instance = await DuckDBInstance.create(':memory:', {
    ...{ memory_limit: '256MB', threads: '2', checkpoint_threshold: '256MB' },
  })
  const connection = await instance.connect()
  await connection.run(`ATTACH '${join(folder, 'bench.duckdb')}' AS warehouse (ROW_GROUP_SIZE 8192)`)
  const place = { dialect: duckdbDialect, namespace: ['warehouse', 'main'] }
  await connection.run(createTable(place, landedTable(table)).sql)
  const carried = [
    ...table.columns.map(({ name }) => name),
    metadataColumns.rowHash,
    metadataColumns.meta,
    metadataColumns.raw,
  ]
  const names = carried.map((name) => `"${name}"`).join(', ')
  const source = readRows(batch.rows, table)
  const start = performance.now()
  await connection.run(`INSERT INTO warehouse.main.${table.name} (${names}) SELECT ${names} FROM ${source}`)
  const seconds = secondsSince(start)
  connection.closeSync()
  instance.closeSync()
  return { seconds, bytes: batch.rows.bytes }
}

/** Records to lines to a file, as each warehouse wants it. */
async function write(records: readonly LandingRecord[], compressed: boolean) {
  const start = performance.now()
  await using file = await openStagingFile(join(folder, 'lines'), { compressed })
  let sequence = 0
  for (const record of records) {
    await file.write(stagedLine(table, record, sequence, largestLine).row)
    sequence += 1
  }
  await file.flush()
  const seconds = secondsSince(start)
  return { seconds, bytes: file.bytes, fileBytes: (await stat(file.path)).size }
}

const ways = {
  ours: landOurs,
  bare: landBare,
  plain: (records: readonly LandingRecord[]) => write(records, false),
  gzip: (records: readonly LandingRecord[]) => write(records, true),
} as const

await mkdir(folder, { recursive: true })
const records = await recordsOfOneBatch()
const landed = await ways[how](records)
report({ ...landed, records: records.length, columns: Object.keys(pageRow.shape).length })
