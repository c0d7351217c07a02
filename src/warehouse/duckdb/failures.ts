import { SyncError } from '../../contract/errors.ts'

/** A failure of DuckDB in the user's words; `path` is the database file. SyncErrors pass through. */
export function translate(error: unknown, path: string): SyncError {
  if (error instanceof SyncError) return error
  const message = error instanceof Error ? error.message : String(error)
  const known = failures.find(({ pattern }) => pattern.test(message)) ?? unknown
  return new SyncError(known.kind, known.say(path, message), { code: known.code, cause: error })
}

/** DuckDB's own words about a user's statement, on one line and without the quoted statement. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [reason = ''] = message.split(/\n\s*\nLINE \d+:/)
  return reason.replace(/\s+/g, ' ').trim()
}

interface Failure {
  readonly pattern: RegExp
  readonly kind: SyncError['kind']
  readonly code: string
  readonly say: (path: string, message: string) => string
}

/** DuckDB has no error codes, only texts: the first pattern that fits counts. */
const failures: readonly Failure[] = [
  {
    pattern: /file .*: Is a directory/i,
    kind: 'config',
    code: 'not_a_database',
    say: (path) => `${path} is a folder: name a file, say one in that folder.`,
  },
  {
    pattern: /not a valid DuckDB database file/i,
    kind: 'config',
    code: 'not_a_database',
    say: (path) => `${path} is not a DuckDB database: name another path, or move that file away.`,
  },
  {
    pattern: /Could not set lock on file|Conflicting lock is held/i,
    kind: 'transient',
    code: 'warehouse_locked',
    say: (path, message) =>
      `${path} is open in another program${holder(message)}: close it there, or wait until it is done, then run again.`,
  },
  {
    pattern: /No space left|disk quota|File too large|maximum swap space|max_temp_directory_size/i,
    kind: 'transient',
    code: 'disk_full',
    say: (path) => `The disk that holds ${path} is full: free space on it, then run again.`,
  },
  {
    pattern: /^Out of Memory Error|Allocation failure|(could not allocate|failed to pin) block/i,
    kind: 'transient',
    code: 'out_of_memory',
    say: (path) =>
      `DuckDB ran out of the memory it may use for ${path}: give it more with memoryMegabytes in the warehouse's settings, then run again.`,
  },
  {
    pattern: /Permission denied|Read-only file system|read-only mode/i,
    kind: 'config',
    code: 'no_permission',
    say: (path) => `${path} may not be written: give this user write permission on it and its folder.`,
  },
  {
    pattern: /Cannot open file .*: (No such file or directory|Not a directory)/i,
    kind: 'config',
    code: 'folder_missing',
    say: (path) => `The folder of ${path} does not exist: create it or name another path.`,
  },
  {
    pattern: /TransactionContext Error.*Conflict|Conflict on (update|delete|tuple)|write-write conflict/i,
    kind: 'transient',
    code: 'state_conflict',
    say: (path) => `Another run wrote the same rows of ${path} meanwhile: run again.`,
  },
  {
    pattern: /database has been invalidated|^FATAL Error/i,
    kind: 'transient',
    code: 'warehouse_failed',
    say: (path) =>
      `DuckDB stopped writing ${path} after an earlier failure; nothing half is in it: run again.`,
  },
]

const unknown: Omit<Failure, 'pattern'> = {
  kind: 'bug',
  code: 'warehouse_error',
  say: (path, message) => `DuckDB refused a statement on ${path}: ${reasonOf(message)}`,
}

function holder(message: string): string {
  const [, program, process] = /lock is held in (\S+) \(PID (\d+)\)/.exec(message) ?? []
  return program === undefined ? '' : ` (${program}, process ${process})`
}
