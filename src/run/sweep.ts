import type { RunEvent } from '../contract/events.ts'
import type { RunLimits } from './job.ts'
import type { StreamRun } from './land.ts'
import { complete, land } from './land.ts'
import type { Outcome } from './report.ts'

/** How many suspects are asked for at a time: what one request by id can carry. */
const suspectsAtOnce = 250

/**
 * Ends a full read: marks the rows that are gone, but only with proof. Nothing is marked when something was
 * isolated or the listing has a gap, when the fuse trips, or when a suspect still answers by its id (it lands)
 * though a listing should have carried it.
 */
export async function* sweepUnseen(run: StreamRun): AsyncGenerator<RunEvent, Outcome> {
  if (run.plan.state.read.flaw !== undefined) return complete(run)
  await run.batch.commit()
  const { unseen, live } = await run.batch.load.unseen()
  const fuse = run.request.allowDeletes ? undefined : fuseReason(unseen, live, run.request.limits)
  if (fuse !== undefined) {
    run.batch.doubt(fuse)
    return complete(run)
  }
  const { selected, draft } = run
  const before = draft.tally.counts.landed
  yield* confirm(run)
  const answered = draft.tally.counts.landed - before
  if (answered > 0 && !selected.stream.answersUnlisted) run.batch.doubt(leftOut(answered))
  // A listing that left out what is there proves nothing about what is not.
  if (run.plan.state.read.flaw !== undefined) return complete(run)
  await run.batch.closeAndSweep()
  return { reason: undefined }
}

const leftOut = (count: number) =>
  `the listing left out rows that still answer by their ids (${count}), so others may be missing too; ` +
  'nothing was deleted, and the next run reads everything again'

async function* confirm(run: StreamRun): AsyncGenerator<RunEvent> {
  for await (const ids of run.batch.load.suspects(suspectsAtOnce))
    yield* land(run, run.selected.stream.lookUp(run.context, ids))
  await run.batch.commit()
}

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
