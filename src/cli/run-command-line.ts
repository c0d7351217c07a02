import { CommanderError } from 'commander'
import { openApp, packageVersion } from '../app.ts'
import { toSyncError } from '../contract/errors.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import type { Io } from './io.ts'
import { createProgram } from './program.ts'

const usageError = 2

/** Runs one command line and resolves with its exit code; never throws. */
export async function runCommandLine(words: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.succeeded
  try {
    const program = createProgram(await openApp(), io, packageVersion(), (exitCode) => {
      code = exitCode
    })
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError
    return tell(error, io, words.includes('--json'))
  }
}

function tell(error: unknown, io: Io, json: boolean): number {
  if (io.signal.aborted) {
    io.err('Stopped; the next run goes on from the last checkpoint.')
    return exitCodes.cancelled
  }
  const { kind, code, message, request } = toSyncError(error)
  const id = request.requestId === undefined ? '' : ` (request id ${request.requestId})`
  if (json) io.out(JSON.stringify({ error: { kind, code, message, ...request } }))
  else io.err(`${message}${id}`)
  return exitCodeOf(toSyncError(error))
}
