import type { App } from '../../app.ts'
import { toSyncError } from '../../contract/errors.ts'
import type { CheckStep } from '../../contract/plugin.ts'
import { exitCodeOf, exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'

/** One plain line a thing verified; the exit code is that of the first failure. */
export async function check(app: App, io: Io, options: { config: string; json?: boolean }): Promise<number> {
  const { config, folder } = await configure(app, io, options.config)
  const steps: Pick<CheckStep, 'name' | 'passed' | 'message'>[] = []
  let code: number = exitCodes.succeeded
  for await (const { name, passed, message, error } of app.check(config, { folder, signal: io.signal })) {
    steps.push({ name, passed, message })
    if (!options.json) io.out(`${passed ? 'ok     ' : 'FAILED '} ${message}`)
    if (!passed && code === exitCodes.succeeded) code = exitCodeOf(toSyncError(error))
  }
  if (options.json) io.out(JSON.stringify({ passed: code === exitCodes.succeeded, steps }))
  return code
}
