import type { App } from '../../app.ts'
import { SyncError } from '../../contract/errors.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'

/** What a security reviewer reads before anything is connected: the statements, or the administrator's script. */
export async function sql(
  app: App,
  io: Io,
  options: { config: string; streams?: string; grants?: boolean },
): Promise<number> {
  const { config } = await configure(app, io, options.config, options.streams)
  const { script } = config.warehouse
  if (script === undefined) throw nothingToReview(config.warehouse.location)
  const statements = options.grants
    ? [await script.grants()]
    : await script.statements(config.name, config.streams)
  io.out(statements.join('').trimEnd())
  return exitCodes.succeeded
}

function nothingToReview(location: string): SyncError {
  const message = `${location} is a file of this machine, which needs no grants and no review; sql is for Snowflake.`
  return new SyncError('config', message, { code: 'no_script' })
}
