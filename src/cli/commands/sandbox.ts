import { once } from 'node:events'
import type { App } from '../../app.ts'
import { SyncError } from '../../contract/errors.ts'
import type { Sandbox, SandboxOptions } from '../../contract/plugin.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'

/** Serves a site on this machine until it is stopped. */
export async function sandbox(app: App, io: Io, options: SandboxOptions): Promise<number> {
  await using site = await openSandbox(app, options)
  io.out(`A Confluence site answers at ${site.url}; stop it with Ctrl-C.`)
  io.out('Reach it with this in a configuration file:')
  io.out(`  "connection": ${JSON.stringify(site.connection)}`)
  await untilStopped(io.signal)
  return exitCodes.succeeded
}

export async function openSandbox(app: App, options: SandboxOptions): Promise<Sandbox> {
  if (app.plugin.openSandbox) return await app.plugin.openSandbox(options)
  throw new SyncError('config', 'This plugin brings no sandbox site.', { code: 'no_sandbox' })
}

export async function untilStopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
