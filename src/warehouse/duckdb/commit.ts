import type { CommitCounts } from '../../contract/warehouse.ts'
import {
  advance,
  closeEarlierErrors,
  expectCount,
  type Landed,
  nothingLanded,
  recordErrors,
  type Settlement,
  settleKeys,
  severalRowsAKey,
} from '../checkpoint.ts'
import { settleDeleted } from '../deletions.ts'
import { generationOf } from '../questions.ts'
import { countDecided, countTooMany, decide, insertLanding, removeChanged } from '../sql/land.ts'
import { forgetSeen, type Generation, markUnseen, removeUnseen } from '../sql/seen.ts'
import { countStaged } from '../sql/stage.ts'
import type { Session } from './session.ts'

/** What one commit works on. */
export interface CommitWork extends Settlement {
  readonly session: Session
}

/**
 * Lands what is staged in the session, what is deleted, its errors, what it saw and the state in one transaction;
 * throws with nothing of it visible. Without rows nothing need be staged, nor any table be there for it.
 */
export function commitBatch(work: CommitWork, rows: number): Promise<CommitCounts> {
  return work.session.transaction(async () => {
    const deleted = await settleDeleted(work, rows > 0)
    const landed = rows === 0 ? nothingLanded : await landBatch(work, rows)
    await recordErrors(work)
    if (rows > 0) await settleKeys(work)
    await advance(work)
    return { ...landed, deleted }
  })
}

/** Marks or removes what the generation has not seen, forgets it and stores the state, in one transaction. */
export function commitSweep(work: CommitWork, seen: Generation): Promise<number> {
  const { session, place, request, checkpoint } = work
  const { table, behaviour, runId } = request
  return session.transaction(async () => {
    const swept = {
      merge: () => session.run(markUnseen(place, table, seen, { runId, at: checkpoint.at })),
      replace: () => session.run(removeUnseen(place, table, seen)),
      append: async () => 0,
    }
    const deleted = await settleDeleted(work, false)
    const count = deleted + (await swept[behaviour]())
    await session.run(forgetSeen(place, table, seen))
    await recordErrors(work)
    await closeEarlierErrors(work)
    await advance(work)
    return count
  })
}

async function landBatch(work: CommitWork, rows: number): Promise<Landed> {
  const { session, place, request, checkpoint } = work
  const { table, behaviour, runId } = request
  const [arrived] = await session.rows(countStaged(place))
  expectCount(request, Number(arrived?.[0]), rows)
  await session.run(decide(place, table, behaviour, generationOf(request)))
  const [tooMany] = await session.rows(countTooMany(place))
  if (Number(tooMany?.[0]) > 0) throw severalRowsAKey(request)
  const decided = new Map(
    (await session.rows(countDecided(place))).map(([action, rows]) => [action, Number(rows)]),
  )
  const counts = {
    new: decided.get('new') ?? 0,
    changed: decided.get('changed') ?? 0,
    unchanged: decided.get('unchanged') ?? 0,
  }
  const landing = counts.new + counts.changed
  if (counts.changed > 0 && behaviour !== 'append') await session.run(removeChanged(place, table))
  if (landing > 0) {
    const insert = insertLanding(place, table, { all: landing === rows, runId, at: checkpoint.at })
    const inserted = await session.run(insert)
    expectCount(request, inserted, landing)
  }
  return { ...counts, deduplicated: rows - landing - counts.unchanged }
}
