import type { App } from '../../app.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'

/** Forgets what was read of these streams: their rows and their state. The next run reads them in full. */
export async function reset(
  app: App,
  io: Io,
  options: { config: string; streams: string; json?: boolean },
): Promise<number> {
  const { config, folder } = await configure(app, io, options.config, options.streams)
  const tables = config.streams.map(({ table }) => table)
  const removed = await app.withWarehouse(config, folder, (warehouse) => warehouse.reset(config.name, tables))
  const streams = tables.map(({ name }) => name)
  const line = `${streams.join(', ')}: ${removed} rows removed; the next run reads them in full.`
  io.out(options.json ? JSON.stringify({ streams, removed }) : line)
  return exitCodes.succeeded
}
