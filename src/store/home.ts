import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SyncError } from '../contract/errors.ts'
import { keyBytes } from './vault.ts'

/** Where a server keeps what is its own. */
export interface Home {
  readonly folder: string
  readonly store: string
  /** DuckDB files of syncs; apart from the store and its key, which no sync may name. */
  readonly warehouses: string
  readonly key: Buffer
}

/**
 * Makes the folder for this user alone and finds the key that secrets are kept with: `CONFLUENCE_SYNC_KEY`, else a file
 * made at the first start. Throws SyncError `config` where either cannot be used.
 */
export async function openHome(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Home> {
  const warehouses = join(folder, 'warehouses')
  await mkdir(warehouses, { recursive: true, mode: 0o700 })
    .then(() => chmod(folder, 0o700))
    .catch((cause: NodeJS.ErrnoException) => {
      throw unusable(folder, cause)
    })
  const given = environment['CONFLUENCE_SYNC_KEY']
  const key = given ? keyOf(given, 'CONFLUENCE_SYNC_KEY') : await keyInFile(join(folder, 'key'))
  return { folder, store: storeIn(folder), warehouses, key }
}

/** The file of the store in a home folder. */
export const storeIn = (folder: string): string => join(folder, 'store.sqlite')

async function keyInFile(path: string): Promise<Buffer> {
  const taken = await offer(path, randomBytes(keyBytes).toString('base64')).catch(
    (cause: NodeJS.ErrnoException) => {
      throw unusable(path, cause)
    },
  )
  if (taken && ((await stat(path)).mode & 0o077) !== 0) throw tooOpen(path)
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw unusable(path, cause)
  })
  return keyOf(text, path)
}

// Of two servers that start together one makes the file, whole at once; both read what is in it.
async function offer(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, `${text}\n`, { flag: 'wx', mode: 0o600 })
  try {
    await link(draft, path)
    return false
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return true
    throw error
  } finally {
    await rm(draft)
  }
}

function keyOf(text: string, place: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === keyBytes) return key
  const message = `${place} does not hold a key: it takes ${keyBytes} bytes in base64, as "openssl rand -base64 ${keyBytes}" prints them.`
  throw new SyncError('config', message, { code: 'key_invalid' })
}

function tooOpen(path: string): SyncError {
  const message = `${path} may be read by other users: run "chmod 600 ${path}", or give the key as CONFLUENCE_SYNC_KEY.`
  return new SyncError('config', message, { code: 'key_readable' })
}

function unusable(path: string, cause: NodeJS.ErrnoException): SyncError {
  const message = `${path} cannot be used (${cause.code ?? 'unknown reason'}): name another folder with --home.`
  return new SyncError('config', message, { code: 'home_unusable', cause })
}
