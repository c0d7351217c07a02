import type { Batch } from './batch.ts'
import { openDeadline } from './deadline.ts'
import type { RunRequest } from './job.ts'
import type { Plan } from './plan.ts'

/**
 * A read goes on only from where the site was asked, after everything before it was read, who is asking and what they
 * see: what was hidden for a while lies in no later part of the listing, and has no new stamp either.
 *
 *     ── pages read ──▶ asked: A ── pages read ──▶ asked: B      the next run sees A: it goes on from the first place
 *                       └ a place to go on from    └ none        it sees something else: it begins again
 *
 * What lands between two questions stays in the table; a killed read reads it again.
 */
export interface Vouching {
  /** At a checkpoint: asks as often as a long read needs it. Never throws. */
  nowAndThen(): Promise<void>
  /** Where a read breaks off. Never throws. */
  atTheBreak(): Promise<void>
}

interface Vouched {
  readonly request: RunRequest
  readonly plan: Plan
  readonly batch: Pick<Batch, 'place'>
}

export function openVouching({ request, plan, batch }: Vouched): Vouching {
  const { connection, surroundings, limits, signal } = request
  const startedAt = new Date(plan.state.read.startedAt)
  let askedAt = surroundings.now()
  const ask = async (signal: AbortSignal) => {
    const vouchFor = batch.place()
    askedAt = surroundings.now()
    // Where nobody knows, the places before this one stay what they were.
    await connection.view(signal, startedAt).then(vouchFor, () => undefined)
  }
  return {
    async nowAndThen() {
      // The clock may be set back.
      if (Math.abs(surroundings.now() - askedAt) >= limits.viewEveryMs) await ask(signal)
    },
    async atTheBreak() {
      // What was stopped or has failed may still ask, but does not hang on it: the site may want everybody to wait.
      if (!signal.aborted) return await ask(AbortSignal.any([AbortSignal.timeout(limits.questionMs), signal]))
      using limit = openDeadline(longestFarewellMs, surroundings)
      await ask(limit.signal)
    },
  }
}

const longestFarewellMs = 2_000
