import type { CommitCounts } from '../../contract/warehouse.ts'
import type { Batch } from '../batch.ts'
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
import { countDecided, decide, insertLanding, removeChanged } from '../sql/land.ts'
import { forgetSeen, type Generation, markUnseen, removeUnseen } from '../sql/seen.ts'
import { clearStaging, stageKeys } from '../sql/stage.ts'
import { readKeys, readRows } from './reads.ts'
import type { Session } from './session.ts'

/** What one commit works on. */
export interface CommitWork extends Settlement {
  readonly session: Session
}

/** Lands a batch, what is deleted, its errors, what it saw and the state in one transaction; throws with nothing of it visible. */
export async function commitBatch(work: CommitWork, batch: Batch | undefined): Promise<CommitCounts> {
  if (batch !== undefined) await copyKeys(work, batch)
  return work.session.transaction(async () => {
    const deleted = await settleDeleted(work, batch !== undefined)
    const landed = batch === undefined ? nothingLanded : await landBatch(work, batch)
    await recordErrors(work)
    if (batch !== undefined) await settleKeys(work)
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

async function copyKeys({ session, place, request }: CommitWork, batch: Batch): Promise<void> {
  await session.run(clearStaging(place, 'keys'))
  await session.run(clearStaging(place, 'decided'))
  const copied = await session.run(stageKeys(place, readKeys(batch.keys, request.table)))
  expectCount(request, copied, batch.keys.rows)
}

async function landBatch(work: CommitWork, batch: Batch): Promise<Landed> {
  const { session, place, request, checkpoint } = work
  const { table, behaviour, runId } = request
  await session.run(decide(place, table, behaviour, generationOf(request)))
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
    const source = readRows(batch.rows, table)
    const all = landing === batch.rows.rows
    const insert = insertLanding(place, table, { source, all, runId, at: checkpoint.at })
    const inserted = await session.run(insert)
    expectCount(request, inserted, landing)
  }
  const deduplicated = batch.rows.rows - landing - counts.unchanged
  if (deduplicated < 0) throw severalRowsAKey(request)
  return { ...counts, deduplicated }
}
