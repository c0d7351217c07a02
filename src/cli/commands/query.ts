import type { App } from '../../app.ts'
import type { QueryResult } from '../../contract/warehouse.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'
import { resultTable } from '../tables.ts'

/** Asks the landed tables; nothing can be changed this way. */
export async function query(
  app: App,
  io: Io,
  sql: string,
  options: { config: string; json?: boolean },
): Promise<number> {
  const { config, folder } = await configure(app, io, options.config)
  const result = await app.withWarehouse(config, folder, (warehouse) => warehouse.query(sql))
  io.out(options.json ? JSON.stringify(asObjects(result)) : resultTable(result))
  return exitCodes.succeeded
}

const asObjects = ({ columns, rows }: QueryResult) =>
  rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])))
