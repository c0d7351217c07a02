import type { SyncError } from '../contract/errors.ts'
import { toSyncError } from '../contract/errors.ts'
import type { StreamReport, Verdict } from '../contract/report.ts'
import type { SyncStrategy } from '../contract/stream.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { Tally } from './tally.ts'
import { openTally } from './tally.ts'

/** How a stream's run ended: by itself, with a reason when something is known to be missing, or by an error. */
export type Outcome =
  | { readonly reason: string | undefined; readonly code?: string }
  | { readonly error: unknown; readonly cancelled: boolean }

export interface ReportDraft {
  /** What was really done, or would have been, which may differ from what was asked for. */
  strategy: SyncStrategy
  readonly tally: Tally
  close(outcome: Outcome): StreamReport
}

type Reported = Pick<RunRequest, 'runId' | 'sync' | 'surroundings'>

export function openReport(request: Reported, selected: SelectedStream): ReportDraft {
  const tally = openTally()
  const startedAt = new Date(request.surroundings.now())
  return {
    strategy: selected.strategy,
    tally,
    close(outcome) {
      return {
        runId: request.runId,
        sync: request.sync,
        stream: selected.stream.name,
        strategy: this.strategy,
        behaviour: selected.behaviour,
        ...tally.counts,
        ...judge(outcome),
        startedAt,
        finishedAt: new Date(request.surroundings.now()),
      }
    },
  }
}

type Judgement = Pick<StreamReport, 'verdict' | 'reason' | 'code' | 'kind'>

function judge(outcome: Outcome): Judgement {
  if ('error' in outcome) return outcome.cancelled ? cancelled : failed(toSyncError(outcome.error))
  if (outcome.reason === undefined) return { verdict: 'succeeded', reason: null, code: null, kind: null }
  const { reason, code = 'incomplete' } = outcome
  return { verdict: 'incomplete', reason, code, kind: null }
}

const cancelled: Judgement = {
  verdict: 'cancelled',
  reason: 'The run was stopped; the next one goes on from the last checkpoint.',
  code: 'cancelled',
  kind: null,
}

const failed = ({ message, code, kind }: SyncError): Judgement => ({
  verdict: 'failed',
  reason: message,
  code,
  kind,
})

/** The run's verdict from its streams': all went well, or the one thing that has to be known. */
export function overall(reports: readonly StreamReport[]): Verdict {
  const verdicts = new Set(reports.map((report) => report.verdict))
  if (verdicts.has('cancelled')) return 'cancelled'
  if (verdicts.size === 1 && verdicts.has('failed')) return 'failed'
  return verdicts.has('failed') || verdicts.has('incomplete') ? 'incomplete' : 'succeeded'
}
