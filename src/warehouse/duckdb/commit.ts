import { SyncError } from '../../contract/errors.ts'
import type { IsolatedRecord } from '../../contract/stream.ts'
import type { Checkpoint, CommitCounts, LoadRequest } from '../../contract/warehouse.ts'
import type { Batch } from '../batch.ts'
import { insertError, repeatError, resolveEarlier, resolveGone, resolveLanded } from '../sql/errors.ts'
import { countDecided, decide, insertLanding, removeChanged } from '../sql/land.ts'
import { forgetOthers, forgetSeen, markUnseen, rememberSeen, removeUnseen } from '../sql/seen.ts'
import { clearStaging, stageKeys } from '../sql/stage.ts'
import { advanceState } from '../sql/state.ts'
import type { Place } from '../sql/statement.ts'
import { readKeys, readRows } from './reads.ts'
import type { Session } from './session.ts'

/** What one commit works on. */
export interface CommitWork {
  readonly session: Session
  readonly place: Place
  readonly request: LoadRequest
  readonly sequence: number
  readonly checkpoint: Checkpoint
}

const nothing: CommitCounts = { new: 0, changed: 0, unchanged: 0, deduplicated: 0 }

/** Lands a batch, its errors, what it saw and the state in one transaction; throws with nothing of it visible. */
export async function commitBatch(
  work: CommitWork,
  batch: Batch | undefined,
  limitBytes: number,
): Promise<CommitCounts> {
  if (batch !== undefined) await copyKeys(work, batch)
  return work.session.transaction(async () => {
    const counts = batch === undefined ? nothing : await landBatch(work, batch, limitBytes)
    await recordErrors(work)
    if (batch !== undefined) await settleKeys(work)
    await advance(work)
    return counts
  })
}

/** Marks or removes what the generation has not seen, forgets it and stores the state, in one transaction. */
export function commitSweep(work: CommitWork, generation: string): Promise<number> {
  const { session, place, request, checkpoint } = work
  const { table, behaviour, sync, runId } = request
  const seen = { sync, generation }
  return session.transaction(async () => {
    const swept = {
      merge: () => session.run(markUnseen(place, table, seen, { runId, at: checkpoint.at })),
      replace: () => session.run(removeUnseen(place, table, seen)),
      append: async () => 0,
    }
    const count = await swept[behaviour]()
    await session.run(forgetSeen(place, table, seen))
    await recordErrors(work)
    await session.run(resolveEarlier(place, occasionOf(work)))
    await advance(work)
    return count
  })
}

async function copyKeys({ session, place, request }: CommitWork, batch: Batch): Promise<void> {
  await session.run(clearStaging(place, 'keys'))
  await session.run(clearStaging(place, 'decided'))
  const copied = await session.run(stageKeys(place, readKeys(batch.keys.path, request.table)))
  expectCount(request, copied, batch.keys.rows)
}

async function landBatch(work: CommitWork, batch: Batch, limitBytes: number): Promise<CommitCounts> {
  const { session, place, request, checkpoint } = work
  const { table, behaviour, runId } = request
  await session.run(decide(place, table, behaviour))
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
    const source = readRows(batch.rows.path, table, limitBytes)
    const all = landing === batch.rows.rows
    const insert = insertLanding(place, table, { source, all, runId, at: checkpoint.at })
    const inserted = await session.run(insert)
    expectCount(request, inserted, landing)
  }
  return { ...counts, deduplicated: batch.rows.rows - landing - counts.unchanged }
}

async function settleKeys(work: CommitWork): Promise<void> {
  const { session, place, request } = work
  const { table, generation, sync } = request
  await session.run(resolveLanded(place, occasionOf(work)))
  if (generation === undefined) return
  await session.run(forgetOthers(place, table, { sync, generation }))
  await session.run(rememberSeen(place, table, { sync, generation }))
}

async function recordErrors(work: CommitWork): Promise<void> {
  const { isolated = [], gone = [] } = work.checkpoint
  for (const record of isolated) await recordError(work, record)
  for (const id of gone) await work.session.run(resolveGone(work.place, occasionOf(work), id))
}

async function recordError(work: CommitWork, record: IsolatedRecord): Promise<void> {
  const occasion = occasionOf(work)
  const repeated = await work.session.run(repeatError(work.place, occasion, record))
  if (repeated === 0) await work.session.run(insertError(work.place, occasion, record))
}

/** Last, so that a lost race undoes everything. */
async function advance({ session, place, request, sequence, checkpoint }: CommitWork): Promise<void> {
  const { sync, runId, table } = request
  const change = { sync, runId, stream: table.name, sequence, state: checkpoint.state, at: checkpoint.at }
  const touched = await session.run(advanceState(place, change))
  if (touched !== 1) {
    throw new SyncError(
      'transient',
      `Another run of ${sync} stored the state of ${table.name} meanwhile: wait for it to end, then run again.`,
      { code: 'state_conflict' },
    )
  }
}

function occasionOf({ request, checkpoint }: CommitWork) {
  return { sync: request.sync, stream: request.table.name, runId: request.runId, at: checkpoint.at }
}

function expectCount({ table }: LoadRequest, copied: number, expected: number): void {
  if (copied === expected) return
  throw new SyncError(
    'transient',
    `${copied} of ${expected} staged rows of ${table.name} arrived; nothing of them landed: run again.`,
    { code: 'rows_lost' },
  )
}
