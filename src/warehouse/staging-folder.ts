import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { toWriteError } from './write-failures.ts'

/**
 * Makes a private folder for staging files, after removing what processes left behind that were killed.
 * Throws SyncError (`disk_full`, `no_permission`, `folder_missing`) when it cannot be made.
 */
export async function makeStagingFolder(parent: string): Promise<string> {
  await removeLeftBehind(parent)
  const prefix = join(parent, `${product}${process.pid}-`)
  return mkdtemp(prefix).catch((error: unknown) => {
    throw toWriteError(error, prefix)
  })
}

const product = 'confluence-sync-'

/** The process is part of the name. */
const ownName = new RegExp(`^${product}(\\d+)-\\w{6}$`)

// Several machines may share the folder, where one does not see the processes of the others.
const leftAloneForMs = 24 * 60 * 60 * 1000

/** What cannot be looked at or removed is somebody else's. */
async function removeLeftBehind(parent: string): Promise<void> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const [, pid] = ownName.exec(entry.name) ?? []
    if (pid === undefined || !entry.isDirectory() || isAlive(Number(pid))) continue
    const folder = join(parent, entry.name)
    if (await isOld(folder)) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** A folder's own time moves with every file made in it. */
async function isOld(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > leftAloneForMs
}

/** Also a process of another user, who may not be asked. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
