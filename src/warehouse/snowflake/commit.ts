import type { CommitCounts } from '../../contract/warehouse.ts'
import {
  advance,
  closeEarlierErrors,
  type Landed,
  nothingLanded,
  recordErrors,
  type Settlement,
  settleKeys,
  severalRowsAKey,
} from '../checkpoint.ts'
import { settleDeleted } from '../deletions.ts'
import { generationOf } from '../questions.ts'
import { appendStaged, countNewest, countUnknown, mergeStaged } from '../sql/merge.ts'
import { countGone, forgetSeen, type Generation, keepSeen, markUnseen } from '../sql/seen.ts'
import type { Statement } from '../sql/statement.ts'
import type { SnowflakeSession } from './session.ts'
import { changeOf, type LostCommit, rowsOf, transaction } from './sessions.ts'

/** What one commit works on. */
export interface CommitWork extends Settlement {
  readonly session: SnowflakeSession
}

export type Outcome<Result> = { readonly result: Result } | LostCommit<Result>

/** Lands the staged rows, what is deleted, their errors, what was seen and the state in one transaction; throws with nothing of it done. */
export function landStaged(work: CommitWork, stagedRows: number): Promise<Outcome<CommitCounts>> {
  return transaction(work.session, async () => {
    const deleted = await settleDeleted(work, stagedRows > 0)
    const landed = stagedRows === 0 ? nothingLanded : await land(work, stagedRows)
    await recordErrors(work)
    if (stagedRows > 0) await settleKeys(work)
    await advance(work)
    return { ...landed, deleted }
  })
}

/** Marks or removes what the generation has not seen, forgets it and stores the state, in one transaction. */
export function sweepUnseen(work: CommitWork, seen: Generation): Promise<Outcome<number>> {
  const { session, place, request } = work
  return transaction(session, async () => {
    const deleted = await settleDeleted(work, false)
    const count = deleted + (await sweep(work, seen))
    await changeOf(session, forgetSeen(place, request.table, seen))
    await recordErrors(work)
    await closeEarlierErrors(work)
    await advance(work)
    return count
  })
}

export function workOn(session: SnowflakeSession, settlement: Omit<Settlement, 'change'>): CommitWork {
  return { ...settlement, session, change: (statement: Statement) => changeOf(session, statement) }
}

async function land(work: CommitWork, stagedRows: number): Promise<Landed> {
  const { session, place, request, checkpoint } = work
  const { table, behaviour, runId } = request
  const stamp = { runId, at: checkpoint.at }
  const seen = generationOf(request)
  const newest = await countOf(session, countNewest(place, table, behaviour))
  const { added, changed } = await (behaviour === 'append' ? append() : merge())
  const unchanged = newest - added - changed
  if (unchanged < 0) throw severalRowsAKey(request)
  return { new: added, changed, unchanged, deduplicated: stagedRows - newest }

  async function merge() {
    const { inserted, updated } = await session.run(mergeStaged(place, table, stamp, seen))
    return { added: inserted, changed: updated }
  }

  async function append() {
    const unknown = await countOf(session, countUnknown(place, table, behaviour))
    const { inserted } = await session.run(appendStaged(place, table, stamp, seen))
    return { added: unknown, changed: inserted - unknown }
  }
}

async function sweep({ session, place, request, checkpoint }: CommitWork, seen: Generation): Promise<number> {
  const { table, behaviour, runId } = request
  const swept = {
    merge: () => changeOf(session, markUnseen(place, table, seen, { runId, at: checkpoint.at })),
    replace: () => overwrite(),
    append: async () => 0,
  }
  return swept[behaviour]()

  // Rewriting a whole table for nothing would cost, and tell every stream on it that all rows changed.
  async function overwrite() {
    const gone = await countOf(session, countGone(place, table, seen))
    if (gone > 0) await session.run(keepSeen(place, table, seen))
    return gone
  }
}

async function countOf(session: SnowflakeSession, statement: Statement): Promise<number> {
  const [row] = await rowsOf(session, statement)
  return Number(row?.[0])
}
