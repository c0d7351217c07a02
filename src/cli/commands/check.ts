import type { App } from '../../app.ts'
import { toSyncError } from '../../contract/errors.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'

/** One plain line a thing verified; the exit code is that of the first failure. */
export async function check(app: App, io: Io, options: { config: string; json?: boolean }): Promise<number> {
  const { config, folder } = await configure(app, io, options.config)
  let code: number = exitCodes.succeeded
  for await (const step of app.check(config, { folder, signal: io.signal })) {
    const { name, passed, message } = step
    io.out(
      options.json
        ? JSON.stringify({ name, passed, message })
        : `${passed ? 'ok     ' : 'FAILED '} ${message}`,
    )
    if (!passed && code === exitCodes.succeeded) code = exitCodeOf(toSyncError(step.error))
  }
  return code
}
