import { existsSync } from 'node:fs'
import { type App, openHomeControl, storeIn } from '../../app.ts'
import { SyncError } from '../../contract/errors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { homeOf } from '../settings.ts'

/** Prints a sync of the server's as the configuration file that the other commands take. */
export async function exportSync(
  app: App,
  io: Io,
  options: { home?: string; sync?: string },
): Promise<number> {
  const home = homeOf(io, options.home)
  if (!existsSync(storeIn(home))) throw unknown([])
  await using control = await openHomeControl(app, { home, environment: io.environment, ticks: false })
  const names = control.books.syncs.list({ limit: 1_000, offset: 0 })
  const wanted = options.sync
  const found =
    wanted === undefined && names.length === 1 ? names[0] : names.find(({ name }) => name === wanted)
  if (found === undefined) throw unknown(names.map(({ name }) => name))
  io.out(JSON.stringify(await control.syncs.export(found.id), null, 2))
  return exitCodes.succeeded
}

function unknown(names: readonly string[]): SyncError {
  const which =
    names.length === 0
      ? 'make one in "confluence-sync serve" first'
      : `name one with --sync: ${names.join(', ')}`
  return new SyncError('config', `It is not clear which sync to export: ${which}.`, { code: 'sync_unknown' })
}
