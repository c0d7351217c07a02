import { dirname, resolve } from 'node:path'
import type { App, SyncConfig } from '../app.ts'
import { narrow, readConfigText } from '../app.ts'
import type { Io } from './io.ts'

export interface Configured {
  readonly config: SyncConfig
  /** The configuration file's folder: relative paths in it start there. */
  readonly folder: string
}

/** Reads and validates `--config`, narrowed to `--streams` where given. */
export async function configure(app: App, io: Io, path: string, streams?: string): Promise<Configured> {
  const file = resolve(io.folder, path)
  const config = app.configure(await readConfigText(file, io.environment))
  return { config: streams === undefined ? config : narrow(config, listOf(streams)), folder: dirname(file) }
}

/** Where the server keeps what is its own. */
export const homeOf = (io: Io, home: string | undefined): string =>
  resolve(io.folder, home || io.environment['CONFLUENCE_SYNC_HOME'] || 'confluence-sync-home')

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
