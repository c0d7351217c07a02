import { SyncError } from '../../../contract/errors.ts'
import type { QueryBounds } from '../../../contract/warehouse.ts'
import type { Statement } from '../../sql/statement.ts'
import type { Answer, SnowflakeSession } from '../session.ts'
import { type Deadline, pause, within } from './deadline.ts'
import { type FailureContext, leavesInDoubt, translate } from './failures.ts'
import type { DriverConnection } from './sdk.ts'
import { startStatement } from './statement.ts'
import type { Limits, World } from './surroundings.ts'
import { upload } from './upload.ts'

/** A session over a connection that is signed in. */
export function sessionOver(
  connection: DriverConnection,
  context: FailureContext,
  limits: Limits,
  world: World,
): SnowflakeSession {
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= closeConnection(connection, limits, world)
    return closing
  }
  const run = async (statement: Statement, patience: Patience, bounds?: QueryBounds): Promise<Answer> => {
    if (closing !== undefined) throw closed()
    const running = startStatement(connection, statement, bounds?.rows)
    const signal = bounds === undefined ? world.signal : AbortSignal.any([world.signal, bounds.signal])
    try {
      return await within(running.answer, { ...world, ...patience, signal })
    } catch (error) {
      const failure = translate(error, { ...context, sql: statement.sql })
      if (leavesInDoubt(failure)) await discard(running.cancel(), close, limits, world)
      throw failure
    }
  }
  return {
    run: (statement, bounds) =>
      run(statement, { limitMs: limits.statementMs, expired: statementTimedOut }, bounds),
    put: (file, stagePath) =>
      upload((put) => run(put, { limitMs: limits.uploadMs, expired: uploadStuck }), file, stagePath, {
        attempts: limits.uploadAttempts,
        pause: (delayMs) => pause(delayMs, world),
        random: world.random,
      }),
    [Symbol.asyncDispose]: close,
  }
}

type Patience = Pick<Deadline, 'limitMs' | 'expired'>

// What may still be running is told to stop, so that its locks go before somebody waits for them.
async function discard(
  cancelled: Promise<void>,
  close: () => Promise<void>,
  limits: Limits,
  world: World,
): Promise<void> {
  await patiently(cancelled, limits, world)
  await close()
}

/** Signing off also rolls back. Whether it is heard is of no interest: Snowflake ends silent sessions itself. */
function closeConnection(connection: DriverConnection, limits: Limits, world: World): Promise<void> {
  const heard = new Promise<void>((resolve) => connection.destroy(() => resolve()))
  return patiently(heard, limits, world)
}

function patiently(work: Promise<void>, limits: Limits, world: World): Promise<void> {
  const deadline = { limitMs: limits.closeMs, sleep: world.sleep, signal: never, expired: closed }
  return within(work, deadline).catch(() => undefined)
}

const never = new AbortController().signal

function closed(): SyncError {
  return new SyncError('transient', 'The session with Snowflake is closed: run again.', {
    code: 'session_lost',
  })
}

function statementTimedOut(): SyncError {
  return new SyncError(
    'transient',
    'A statement took longer than it may: use a larger virtual warehouse, or run again.',
    { code: 'timed_out' },
  )
}

function uploadStuck(): SyncError {
  return new SyncError(
    'transient',
    'An upload to the Snowflake stage did not end in time: check the network, then run again.',
    { code: 'upload_stuck' },
  )
}
