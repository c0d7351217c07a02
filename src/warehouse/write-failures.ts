import { SyncError } from '../contract/errors.ts'

/** A failure to create or write a file, in the user's words. */
export function toWriteError(error: unknown, path: string): SyncError {
  const failure = failures[codeOf(error) ?? ''] ?? unknown
  return failure(path, error)
}

type Failure = (path: string, cause: unknown) => SyncError

const diskFull: Failure = (path, cause) =>
  new SyncError('transient', `The disk that holds ${path} is full: free space on it, then run again.`, {
    code: 'disk_full',
    cause,
  })

const noPermission: Failure = (path, cause) =>
  new SyncError(
    'config',
    `${path} may not be written: give this user write permission or name another path.`,
    {
      code: 'no_permission',
      cause,
    },
  )

const folderMissing: Failure = (path, cause) =>
  new SyncError('config', `The folder of ${path} does not exist: create it or name another path.`, {
    code: 'folder_missing',
    cause,
  })

const unknown: Failure = (path, cause) =>
  new SyncError('transient', `${path} could not be written: check the disk, then run again.`, {
    code: 'write_failed',
    cause,
  })

/** By the operating system's error code. */
const failures: Readonly<Record<string, Failure>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EFBIG: diskFull,
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: noPermission,
  ENOENT: folderMissing,
  ENOTDIR: folderMissing,
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
