import type { LoadRequest } from '../../contract/warehouse.ts'
import { type Settlement, stateConflict } from '../checkpoint.ts'
import { lastCommit } from './bootstrap.ts'
import type { Outcome } from './commit.ts'
import type { SnowflakeSession } from './session.ts'
import { rowsOf, type SessionKeeper } from './sessions.ts'

/**
 * Makes a commit until it is certain that it was made once. When the answer to COMMIT is lost, a new session reads
 * the sequence: it tells whether the commit was made; if not, everything is done again from the staged files.
 */
export async function certainly<Result>(
  keeper: SessionKeeper,
  settlement: Omit<Settlement, 'change'>,
  attempt: (session: SnowflakeSession) => Promise<Outcome<Result>>,
): Promise<Result> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await keeper.use(attempt)
    if (!('lost' in outcome)) return outcome.result
    await keeper.giveUp()
    if (await wasMade(keeper, settlement)) return outcome.result
    if (attempts === mostAttempts) throw outcome.lost
  }
}

const mostAttempts = 3

async function wasMade(
  keeper: SessionKeeper,
  { place, request, sequence }: Omit<Settlement, 'change'>,
): Promise<boolean> {
  const question = lastCommit(place, request.sync, request.table.name)
  const [row] = await keeper.use((session) => rowsOf(session, question))
  if (Number(row?.[0]) === sequence) return false
  if (isOurs(row, request, sequence)) return true
  throw stateConflict(request)
}

function isOurs(row: readonly unknown[] | undefined, { runId }: LoadRequest, sequence: number): boolean {
  return Number(row?.[0]) === sequence + 1 && row?.[1] === runId
}
