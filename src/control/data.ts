import { SyncError, toSyncError } from '../contract/errors.ts'
import { metadataColumns, type Table } from '../contract/table.ts'
import type { QueryBounds, QueryResult, Warehouse } from '../contract/warehouse.ts'
import type { Data } from './control.ts'
import { type Core, notFound, wrong } from './core.ts'
import { pageOf } from './paging.ts'
import { configOf, findSync } from './syncs.ts'
import type { Answer, TableView } from './views.ts'
import { within } from './within.ts'

const mostRows = 1_000
const longestMs = 30_000

export function openData(core: Core): Data {
  const open = async <Result>(
    syncId: string,
    action: (warehouse: Warehouse, tables: readonly Table[]) => Promise<Result>,
  ) => {
    const config = configOf(core, findSync(core, syncId))
    const tables = config.streams.map(({ table }) => table)
    return await core.app.withWarehouse(config, core.folder, (warehouse) => action(warehouse, tables))
  }
  const ask = async (
    warehouse: Warehouse,
    sql: string,
    rows: number,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const began = core.surroundings.now()
    const result = await bounded(core, signal, (bounded) =>
      warehouse.query(sql, { rows: rows + 1, signal: bounded }),
    )
    return answerOf(result, rows, core.surroundings.now() - began)
  }
  return {
    tables: (syncId) =>
      open(syncId, (warehouse, tables) => tablesOf(core, warehouse, tables)).catch((error) => {
        if (toSyncError(error).code !== 'nothing_synced') throw error
        return configOf(core, findSync(core, syncId)).streams.map(({ table }) => tableView(table, null, null))
      }),
    rows: (syncId, name, paging = {}) =>
      open(syncId, async (warehouse, tables) => {
        const table = tables.find((one) => one.name === name)
        if (table === undefined) throw notFound('table', name)
        const { page, pageSize } = pageOf(
          paging,
          () => 0,
          () => [],
        )
        const columns = [...table.columns.map((column) => column.name), ...Object.values(metadataColumns)]
        // Names are words of our own, which need no quotes in either warehouse.
        const sql = `select ${columns.join(', ')} from ${name} order by ${table.primaryKey.name} limit ${pageSize + 1} offset ${(page - 1) * pageSize}`
        return await ask(warehouse, sql, pageSize, never)
      }),
    async query(syncId, sql, signal) {
      if (sql.length > 100_000) throw wrong('The statement is too long.', 'query_too_long', 'sql')
      return await open(syncId, (warehouse) => ask(warehouse, sql, mostRows, signal))
    },
  }
}

const never = new AbortController().signal

async function bounded(
  { surroundings }: Core,
  signal: AbortSignal,
  work: (signal: QueryBounds['signal']) => Promise<QueryResult>,
): Promise<QueryResult> {
  try {
    return await within(surroundings, longestMs, signal, work)
  } catch (error) {
    const failure = toSyncError(error)
    throw new SyncError(failure.kind, failure.message, { code: failure.code, field: 'sql', cause: failure })
  }
}

function answerOf({ columns, rows }: QueryResult, most: number, durationMs: number): Answer {
  return { columns, rows: rows.slice(0, most), truncated: rows.length > most, durationMs }
}

async function tablesOf(
  core: Core,
  warehouse: Warehouse,
  tables: readonly Table[],
): Promise<readonly TableView[]> {
  const views: TableView[] = []
  for (const table of tables) views.push(await countedView(core, warehouse, table))
  return views
}

async function countedView(core: Core, warehouse: Warehouse, table: Table): Promise<TableView> {
  const sql = `select count(*), max(${metadataColumns.syncedAt}) from ${table.name} where ${metadataColumns.deletedAt} is null`
  try {
    const { rows } = await bounded(core, never, (signal) => warehouse.query(sql, { rows: 1, signal }))
    const [count, syncedAt] = rows[0] ?? []
    return tableView(
      table,
      Number(count ?? 0),
      syncedAt === null || syncedAt === undefined ? null : String(syncedAt),
    )
  } catch (error) {
    // A stream that was chosen and never read has no table yet.
    if (toSyncError(error).code === 'bad_query') return tableView(table, null, null)
    throw error
  }
}

function tableView(table: Table, rows: number | null, syncedAt: string | null): TableView {
  const columns = table.columns.map(({ name, type, comment = '' }) => ({ name, type, comment }))
  const own = Object.values(metadataColumns).map((name) => ({ name, ...metadata[name] }))
  return { name: table.name, comment: table.comment, rows, syncedAt, columns: [...columns, ...own] }
}

const metadata = {
  _synced_at: { type: 'timestamp', comment: 'When the row last landed.' },
  _run_id: { type: 'text', comment: 'The run that landed it.' },
  _deleted_at: { type: 'timestamp', comment: 'When it was found to be gone; null while it is there.' },
  _row_hash: { type: 'text', comment: 'Tells this version of the row from others.' },
  _meta: { type: 'json', comment: 'What was changed to make a value fit, and why.' },
  _raw: { type: 'json', comment: 'The record as received, without the body where a column holds it.' },
} as const
