import { openTurns } from '../../contract/turns.ts'
import type { Scalar, Statement } from '../sql/statement.ts'
import { begin, commit, rollback, sessionSettings } from './bootstrap.ts'
import type { Answer, OpenSession, SnowflakeSession } from './session.ts'

/** One session at a time, opened when it is needed and given up after any failure. */
export interface SessionKeeper extends AsyncDisposable {
  /** Does work on the session, after what was asked for before. */
  use<Result>(work: (session: SnowflakeSession) => Promise<Result>): Promise<Result>
  /** Resolves when everything that was asked for is done. */
  settled(): Promise<void>
  /** Closes the session; the next work gets a new one. */
  giveUp(): Promise<void>
}

export interface KeeperSettings {
  readonly open: OpenSession
  readonly tag: Readonly<Record<string, string>>
  /** What a new session runs before anything else. */
  readonly prepare?: readonly Statement[]
}

export function openKeeper({ open, tag, prepare = [] }: KeeperSettings): SessionKeeper {
  const turns = openTurns()
  let current: SnowflakeSession | undefined
  const close = async () => {
    const closing = current
    current = undefined
    await closing?.[Symbol.asyncDispose]()
  }
  const ready = async () => {
    if (current !== undefined) return current
    current = await open(tag)
    for (const statement of [sessionSettings(), ...prepare]) await current.run(statement)
    return current
  }
  return {
    use: (work) =>
      turns(async () => {
        try {
          return await work(await ready())
        } catch (error) {
          await close()
          throw error
        }
      }),
    settled: () => turns(async () => undefined),
    giveUp: () => turns(close),
    [Symbol.asyncDispose]: () => turns(close),
  }
}

/** A COMMIT whose answer did not come: it may have been made, and what the work gave may be true. */
export interface LostCommit<Result> {
  readonly lost: unknown
  readonly result: Result
}

/**
 * Commits what `work` did, or nothing of it when `work` throws. Snowflake leaves a transaction open after a failed
 * statement, so that a later COMMIT would store the half: it is always rolled back.
 */
export async function transaction<Result>(
  session: SnowflakeSession,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | LostCommit<Result>> {
  await session.run(begin)
  const result = await work().catch(async (error: unknown) => {
    // A session that cannot roll back is closed with the failure, which also rolls back.
    await session.run(rollback).catch(() => undefined)
    throw error
  })
  return session.run(commit).then(
    () => ({ result }),
    (lost: unknown) => ({ result, lost }),
  )
}

/** For work that may be done twice: a COMMIT without an answer is a failure. */
export async function plainTransaction<Result>(
  session: SnowflakeSession,
  work: () => Promise<Result>,
): Promise<Result> {
  const outcome = await transaction(session, work)
  if ('lost' in outcome) throw outcome.lost
  return outcome.result
}

export async function rowsOf(
  session: SnowflakeSession,
  statement: Statement,
): Promise<readonly (readonly Scalar[])[]> {
  return (await session.run(statement)).rows
}

/** The rows that a statement changed. */
export async function changeOf(session: SnowflakeSession, statement: Statement): Promise<number> {
  const { inserted, updated, deleted }: Answer = await session.run(statement)
  return inserted + updated + deleted
}
