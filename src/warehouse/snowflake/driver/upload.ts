import { access } from 'node:fs/promises'
import { SyncError } from '../../../contract/errors.ts'
import type { Statement } from '../../sql/statement.ts'
import { toWriteError } from '../../write-failures.ts'
import { putStatement } from '../put-statement.ts'
import type { Answer } from '../session.ts'
import { leavesInDoubt } from './failures.ts'

/** Runs one PUT within its own time-out. */
export type RunPut = (put: Statement) => Promise<Answer>

export interface Retrying {
  readonly attempts: number
  /** Resolves after the delay in milliseconds. */
  readonly pause: (delayMs: number) => Promise<void>
  /** In [0, 1). */
  readonly random: () => number
}

/**
 * Uploads one gzip file and makes sure that it arrived. Throws SyncError `transient` code `upload_failed` when no
 * attempt did it; a failure that leaves the session in doubt is not tried again.
 */
export async function upload(
  run: RunPut,
  file: string,
  stagePath: string,
  { attempts, pause, random }: Retrying,
): Promise<void> {
  await access(file).catch((error: unknown) => {
    throw toWriteError(error, file)
  })
  for (let attempt = 1; ; attempt += 1) {
    try {
      requireUploaded(await keepingUmask(() => run(putStatement(file, stagePath))))
      return
    } catch (error) {
      const final = attempt >= attempts || !mayPass(error)
      if (final) throw error
    }
    await pause(2 ** attempt * 1000 * (0.75 + random() / 2))
  }
}

// A missing grant does not come by waiting.
function mayPass(error: unknown): boolean {
  return (
    !(error instanceof SyncError) ||
    (error.kind !== 'config' && error.kind !== 'auth' && !leavesInDoubt(error))
  )
}

const arrived: ReadonlySet<string> = new Set(['UPLOADED', 'SKIPPED'])

// The driver reports some failures as a success whose row has no status, and some as one without rows.
function requireUploaded({ columns, rows }: Answer): void {
  const status = columns.findIndex((name) => name.toLowerCase() === 'status')
  const complete =
    rows.length > 0 && rows.every((row) => arrived.has(String(row[status] ?? '').toUpperCase()))
  if (complete) return
  throw new SyncError(
    'transient',
    'A file did not reach the Snowflake stage: check the network, then run again.',
    {
      code: 'upload_failed',
    },
  )
}

const umask = process.umask()

// The driver's upload to a folder, which plays a stage in tests, opens the process to everybody.
async function keepingUmask<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } finally {
    if (process.umask() !== umask) process.umask(umask)
  }
}
