import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type App, openHomeControl, packageVersion } from '../../app.ts'
import { SyncError } from '../../contract/errors.ts'
import { front } from '../../server/front.ts'
import { listen } from '../../server/listen.ts'
import { settleAdminToken } from '../../server/tokens.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { homeOf } from '../settings.ts'
import { untilStopped } from './sandbox.ts'

export interface ServeFlags {
  home?: string
  host: string
  port: number
  behindProxy?: boolean
  insecure?: boolean
  publicHost?: string[]
  adminTokenFile?: string
  anyPath?: boolean
  runsAtOnce: number
}

/** Serves the pages, the API and the scheduler until it is stopped; runs that are under way are ended with a checkpoint. */
export async function serve(app: App, io: Io, flags: ServeFlags): Promise<number> {
  const home = homeOf(io, flags.home)
  const { environment } = io
  const { anyPath = false, runsAtOnce, behindProxy: isBehindProxy = false, publicHost: hosts = [] } = flags
  await using control = await openHomeControl(app, { home, environment, anyPath, runsAtOnce })
  const given = await givenToken(io, flags.adminTokenFile)
  const settings = { control, front, isBehindProxy, hosts, version: packageVersion() }
  const { host, port, insecure: isForced = false } = flags
  await using server = await listen(settings, { host, port, isForced })
  // Only now: a start that fails before would keep a token that nobody was shown.
  const made = settleAdminToken(control, given)
  control.start()
  io.out(`Open ${server.url} in a browser; stop with Ctrl-C. Everything is kept in ${home}.`)
  if (made !== undefined) io.out(`Your admin token, shown this once: ${made}`)
  await untilStopped(io.signal)
  return exitCodes.succeeded
}

async function givenToken(io: Io, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return io.environment['CONFLUENCE_SYNC_ADMIN_TOKEN'] || undefined
  const path = resolve(io.folder, file)
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const message = `The admin token cannot be read from ${path} (${cause.code ?? 'unknown reason'}).`
    throw new SyncError('config', message, { code: 'token_unreadable', cause })
  })
  return text.trim()
}
