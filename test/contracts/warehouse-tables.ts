import { z } from 'zod'
import { tableOf } from '../../src/catalog/table-of.ts'
import type { StreamReport } from '../../src/contract/report.ts'
import type { Stream, StreamRecord } from '../../src/contract/stream.ts'
import type { Table } from '../../src/contract/table.ts'
import type { CommitCounts, Load, LoadRequest, Warehouse } from '../../src/contract/warehouse.ts'

export const at = (minute: number) => new Date(Date.UTC(2024, 0, 1, 0, minute))

const itemRow = z.object({
  id: z.string(),
  title: z.string().nullable(),
  versionNumber: z.number().int().nullable(),
  ownerId: z.string().nullable(),
})

/** A stream's value with nothing to read: the warehouse half needs only its shape. */
export function streamOf(name: string, row: z.ZodObject, more: Partial<Stream> = {}): Stream {
  return {
    name,
    title: name,
    description: `All ${name}, it's said.`,
    row,
    primaryKey: 'id',
    strategies: ['full_refresh'],
    pages: async function* () {},
    lookUp: async function* () {},
    ...more,
  }
}

export const items: Table = tableOf(
  streamOf('items', itemRow, { versionField: 'versionNumber', references: { ownerId: 'owners' } }),
)
export const owners: Table = tableOf(streamOf('owners', z.object({ id: z.string() })))
/** Names that SQL reserves, cases that fold, and every column type. */
export const awkward: Table = tableOf(
  streamOf(
    'order',
    z.object({
      id: z.string().describe(`The "key", it's said.`),
      select: z.string().nullable(),
      URLOfPage: z.string().nullable(),
      count: z.number().int().nullable(),
      ratio: z.number().nullable(),
      isOpen: z.boolean().nullable(),
      lastModifiedAt: z.iso.datetime({ offset: true }).nullable(),
      table: z.array(z.string()).nullable(),
      größe: z.record(z.string(), z.number()).nullable(),
    }),
  ),
)

export type AnyRecord = StreamRecord<Record<string, unknown>>

export function item(
  id: string,
  version: number | null,
  title: string | null = 'a',
  ownerId: string | null = null,
) {
  const row = { id, title, versionNumber: version, ownerId }
  return { row, raw: { id, body: title } }
}

export function openItems(warehouse: Warehouse, more: Partial<LoadRequest> = {}): Promise<Load> {
  return warehouse.openLoad({
    table: items,
    behaviour: 'merge',
    sync: 'demo',
    runId: 'run-1',
    sequence: 0,
    ...more,
  })
}

export async function land(load: Load, records: readonly AnyRecord[], minute = 0, state: string = 'state') {
  await load.stage(records)
  return load.commit({ state: { state }, at: at(minute) })
}

/** All rows of a query, or one column when there is only one. */
export async function ask(warehouse: Warehouse, sql: string): Promise<readonly unknown[]> {
  const { rows } = await warehouse.query(sql)
  return rows.map((row) => (row.length === 1 ? row[0] : row))
}

export function report(runId: string, more: Partial<StreamReport> = {}): StreamReport {
  return {
    runId,
    sync: 'demo',
    stream: 'items',
    strategy: 'full_refresh',
    behaviour: 'merge',
    verdict: 'succeeded',
    reason: null,
    code: null,
    kind: null,
    listed: 3,
    landed: 3,
    new: 1,
    changed: 1,
    unchanged: 1,
    deduplicated: 0,
    deleted: 0,
    isolated: 0,
    skipped: 0,
    requests: 2,
    retries: 0,
    throttledMs: 0,
    bytes: 5_000_000_000,
    startedAt: at(0),
    finishedAt: at(1),
    ...more,
  }
}

export async function collect<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const collected: Value[] = []
  for await (const value of values) collected.push(value)
  return collected
}

/** Counts of a commit; what is not named is zero. */
export function counts(some: Partial<CommitCounts>): CommitCounts {
  return { new: 0, changed: 0, unchanged: 0, deduplicated: 0, deleted: 0, ...some }
}
