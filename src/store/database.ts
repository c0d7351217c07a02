import Database from 'libsql'
import { SyncError } from '../contract/errors.ts'
import { migrate } from './migrations.ts'

export type Value = string | number | null

/** The server's own database. Every call is answered at once; several processes may have the same file open. */
export interface Store extends Disposable {
  all(sql: string, ...values: readonly Value[]): readonly unknown[]
  /** The first row, or undefined. */
  get(sql: string, ...values: readonly Value[]): unknown
  /** Returns how many rows were changed. */
  run(sql: string, ...values: readonly Value[]): number
  /** Commits what `work` did, or nothing of it when it throws; nobody else writes meanwhile. */
  transaction<Result>(work: () => Result): Result
}

export const inMemory = ':memory:'

export interface StoreOptions {
  /** How long a statement waits for another process to end its transaction, in milliseconds; default 5,000. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens the file, made when it is missing, and brings its tables up to date. Throws SyncError `config` for a file that
 * is no store or was made by a newer version, `transient` when the disk is full or another process holds it too long.
 */
export function openStore(path: string, { busyTimeoutMs = 5_000 }: StoreOptions = {}): Store {
  const guard = guardFor(path)
  const database = guard(() => new Database(path))
  const store = storeOf(database, guard)
  try {
    guard(() => {
      database.pragma(`busy_timeout = ${busyTimeoutMs}`)
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = NORMAL')
      database.pragma('foreign_keys = ON')
    })
    migrate(store)
    return store
  } catch (error) {
    database.close()
    throw error
  }
}

type Guard = <Result>(work: () => Result) => Result

function storeOf(database: Database.Database, guard: Guard): Store {
  const prepared = new Map<string, Database.Statement>()
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, known)
    return known
  }
  return {
    all: (sql, ...values) => guard(() => statement(sql).all(...values)),
    get: (sql, ...values) => guard(() => statement(sql).get(...values)),
    run: (sql, ...values) => guard(() => statement(sql).run(...values).changes),
    transaction(work) {
      if (database.inTransaction) return work()
      return inTransaction(database, guard, work)
    },
    [Symbol.dispose]: () => {
      prepared.clear()
      gather(database)
      database.close()
    },
  }
}

// Closing leaves what was written in the file beside: who copies the store alone would lose it. Waits for nobody.
function gather(database: Database.Database): void {
  try {
    database.pragma('wal_checkpoint(PASSIVE)')
  } catch {}
}

// Immediate: who reads in order to write holds the right to write from the start.
function inTransaction<Result>(database: Database.Database, guard: Guard, work: () => Result): Result {
  guard(() => database.exec('BEGIN IMMEDIATE'))
  try {
    const result = work()
    guard(() => database.exec('COMMIT'))
    return result
  } catch (error) {
    if (database.inTransaction) guard(() => database.exec('ROLLBACK'))
    throw error
  }
}

function guardFor(path: string): Guard {
  return (work) => {
    try {
      return work()
    } catch (error) {
      throw translate(error, path)
    }
  }
}

interface Failure {
  readonly pattern: RegExp
  readonly kind: SyncError['kind']
  readonly code: string
  say(path: string): string
}

const failures: readonly Failure[] = [
  {
    pattern: /SQLITE_(BUSY|LOCKED)/,
    kind: 'transient',
    code: 'store_busy',
    say: (path) => `Another process keeps ${path} to itself: try again in a moment.`,
  },
  {
    pattern: /SQLITE_FULL/,
    kind: 'transient',
    code: 'disk_full',
    say: (path) => `The disk that holds ${path} is full: free space on it, then try again.`,
  },
  {
    pattern: /SQLITE_(NOTADB|CORRUPT)/,
    kind: 'config',
    code: 'not_a_store',
    say: (path) => `${path} is not a store of this program: move it away or name another home folder.`,
  },
  {
    pattern: /SQLITE_(CANTOPEN|READONLY|PERM|IOERR)|Unable to open/,
    kind: 'config',
    code: 'store_unusable',
    say: (path) => `${path} cannot be written: give this user write permission on it and its folder.`,
  },
]

function translate(error: unknown, path: string): SyncError {
  if (error instanceof SyncError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  const known = failures.find(({ pattern }) => pattern.test(code) || pattern.test(message))
  if (known) return new SyncError(known.kind, known.say(path), { code: known.code, cause: error })
  return new SyncError('bug', `The store refused a statement: ${message}`, {
    code: 'store_error',
    cause: error,
  })
}
