import type { RunEvent } from '../contract/events.ts'
import { confirmCaller } from './caller.ts'
import type { RunLimits } from './job.ts'
import type { StreamRun } from './land.ts'
import { complete, land, orKeep } from './land.ts'
import type { Outcome } from './report.ts'

/** How many suspects are asked for at a time: what one request by id can carry. */
const suspectsAtOnce = 250

/**
 * Ends a full read: marks the rows that are gone, but only with proof. Nothing is marked when something was
 * isolated or the listing has a gap, when the fuse trips, or when a suspect still answers by its id (it lands)
 * though a listing should have carried it. Throws SyncError `auth` when the caller is not who began the read.
 */
export async function* sweepUnseen(run: StreamRun): AsyncGenerator<RunEvent, Outcome> {
  const { batch, plan, selected } = run
  await run.vouching.nowAndThen()
  await batch.commit()
  if (plan.state.read.flaw === undefined) batch.doubt(await fuseOf(run))
  if (plan.state.read.flaw === undefined) {
    // The listing is read to its end, whatever becomes of the questions about single records.
    const answered = yield* orKeep(run, confirmGone(run))
    if (answered > 0 && !selected.stream.answersUnlisted) batch.doubt(leftOut(answered))
  }
  await confirmCaller(run)
  // A listing that left out what is there proves nothing about what is not.
  if (plan.state.read.flaw !== undefined) return complete(run)
  await batch.closeAndSweep()
  return { reason: undefined }
}

async function fuseOf({ batch, request }: StreamRun): Promise<string | undefined> {
  const { unseen, live } = await batch.load.unseen()
  return request.allowDeletes ? undefined : fuseReason(unseen, live, request.limits)
}

const leftOut = (count: number) =>
  `the listing left out rows that still answer by their ids (${count}), so others may be missing too; ` +
  'nothing was deleted, and the next run reads everything again'

/** Asks for every suspect by its id, and once more for those that did not answer; returns how many did. */
async function* confirmGone(run: StreamRun): AsyncGenerator<RunEvent, number> {
  const { batch, draft, selected, context } = run
  const before = draft.tally.counts.landed
  for (let time = 1; time <= timesToAsk; time += 1) {
    for await (const ids of batch.load.suspects(suspectsAtOnce))
      yield* land(run, selected.stream.lookUp(context, ids))
    await batch.commit()
  }
  return draft.tally.counts.landed - before
}

// One answer that leaves somebody out may be a slip.
const timesToAsk = 2

/** Why so many rows missing at once is more likely a broken listing than a clean-up; undefined: go on. */
export function fuseReason(unseen: number, live: number, limits: RunLimits): string | undefined {
  if (unseen === 0 || (unseen < live && unseen <= live * limits.largestDeletedShare)) return undefined
  const share = Math.round((100 * unseen) / live)
  const allowed = Math.round(100 * limits.largestDeletedShare)
  return (
    `${unseen} of ${live} rows (${share} %) were not listed any more, over the ${allowed} % a run may delete; ` +
    'nothing was deleted: if they are really gone, run again with --full-refresh --allow-deletes'
  )
}
