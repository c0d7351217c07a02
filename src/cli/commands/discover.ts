import Table from 'cli-table3'
import type { App, CatalogEntry } from '../../app.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'

export async function discover(app: App, io: Io, options: { json?: boolean }): Promise<number> {
  const catalog = app.catalog()
  io.out(options.json ? JSON.stringify({ streams: catalog }) : catalogTable(catalog))
  return exitCodes.succeeded
}

function catalogTable(catalog: readonly CatalogEntry[]): string {
  const table = new Table({
    head: ['stream', 'key', 'strategies', 'cursor', 'what it is'],
    colWidths: [null, null, null, null, 60],
    wordWrap: true,
    style: { head: [], border: [] },
  })
  for (const { name, primaryKey, strategies, cursorFields, description } of catalog)
    table.push([name, primaryKey, strategies.join(', '), cursorFields.join(', '), description])
  return table.toString()
}
