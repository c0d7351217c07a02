import { createHash, createHmac } from 'node:crypto'
import { SyncError } from '../contract/errors.ts'
import type { StreamRecord } from '../contract/stream.ts'
import type { Table } from '../contract/table.ts'
import type { Warehouse } from '../contract/warehouse.ts'
import type { SelectedStream } from './job.ts'

/** By the row's field names; what is not named lands as it is. */
export type ColumnChoices = Readonly<Record<string, 'leave_out' | 'hash'>>

/** The table with only what is to land. Throws SyncError `config` for a column that rows are found, ordered or followed by. */
export function chooseColumns(table: Table, choices: ColumnChoices, cursorField: string | undefined): Table {
  const kept = [table.primaryKey.field, table.version?.field, cursorField]
  for (const field of Object.keys(choices)) refuse(table, field, kept)
  const columns = table.columns
    .filter(({ field }) => choices[field] !== 'leave_out')
    .map((column) => (choices[column.field] === 'hash' ? { ...column, type: 'text' as const } : column))
  // What is hashed or not there leads to no row of another table.
  const references = table.references.filter(({ column }) => choices[column.field] === undefined)
  return { ...table, columns, references }
}

function refuse(table: Table, field: string, kept: readonly (string | undefined)[]): void {
  const at = `streams.${table.name}.columns.${field}`
  if (!kept.includes(field)) return
  const message = `"${at}" cannot be left out or hashed: rows are found by it; choose another column.`
  throw new SyncError('config', message, { code: 'column_needed', field: at })
}

/**
 * The warehouse, with what was chosen done to each record on its way into it. A record as received would hold what is
 * not to land: `_raw` is null for such a stream.
 */
export function withChosenColumns(warehouse: Warehouse, streams: readonly SelectedStream[]): Warehouse {
  const chosen = new Map(
    streams.flatMap((selected) => (selected.columns ? [[selected.table.name, selected] as const] : [])),
  )
  if (chosen.size === 0) return warehouse
  return {
    ...warehouse,
    async openLoad(request) {
      const load = await warehouse.openLoad(request)
      const selected = chosen.get(request.table.name)
      if (selected === undefined) return load
      const stage = load.stage.bind(load)
      return Object.assign(load, {
        stage: (records: readonly StreamRecord<Record<string, unknown>>[]) =>
          stage(records.map((record) => cleared(record, selected))),
      })
    },
  }
}

/** What lands of a record. */
export function cleared(
  { row }: StreamRecord<Record<string, unknown>>,
  { columns = {}, hashKey }: Pick<SelectedStream, 'columns' | 'hashKey'>,
): StreamRecord<Record<string, unknown>> {
  const fields = Object.entries(row).flatMap(([field, value]) => {
    if (columns[field] === 'leave_out') return []
    return [[field, columns[field] === 'hash' ? hashOf(value, hashKey) : value] as const]
  })
  return { row: Object.fromEntries(fields), raw: null }
}

/** The same for the same value and key, in every table. Without a key, who has a list of values finds theirs. */
export function hashOf(value: unknown, key: string | undefined): string | null {
  if (value === null || value === undefined) return null
  return (key === undefined ? createHash('sha256') : createHmac('sha256', key))
    .update(typeof value === 'string' ? value : JSON.stringify(value))
    .digest('hex')
}
