import { narrow } from '../config.ts'
import { SyncError, toSyncError } from '../contract/errors.ts'
import type { StreamReport, Verdict } from '../contract/report.ts'
import type { RunEnd, StoredRun } from '../store/runs.ts'
import type { Core } from './core.ts'
import { openRunKeeper, type RunKeeper } from './run-keeper.ts'
import { configOf, findSync } from './syncs.ts'

/** Why a run is ended before its time; the message is what people read. */
export class Stopped extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Stopped'
  }
}

export const byUser = 'Somebody stopped the run; the next one goes on from the last checkpoint.'

/** Carries a run out, keeps what it says, and tells how it ended; never throws. */
export async function execute(core: Core, run: StoredRun, signal: AbortSignal): Promise<RunEnd> {
  const keeper = openRunKeeper(core, run)
  try {
    const verdict = await listen(core, run, keeper, signal)
    return { ...endOf(verdict, keeper.reports, signal), ...countsOf(keeper.reports) }
  } catch (error) {
    const end = signal.aborted ? stopped(signal) : failed(toSyncError(error))
    keeper.say({ level: end.status === 'failed' ? 'error' : 'warn', message: end.reason ?? end.status })
    return { ...end, ...countsOf(keeper.reports) }
  }
}

async function listen(core: Core, run: StoredRun, keeper: RunKeeper, signal: AbortSignal): Promise<Verdict> {
  const { streams, fullRefresh = false, allowDeletes = false } = run.options
  const whole = configOf(core, findSync(core, run.syncId))
  const config = streams === undefined ? whole : narrow(whole, streams)
  const options = { folder: core.folder, signal, fullRefresh, allowDeletes, estimate: true }
  let verdict: Verdict | undefined
  for await (const event of core.app.sync(config, options)) {
    keeper.hear(event)
    if (event.type === 'run_finished') verdict = event.verdict
  }
  if (verdict !== undefined) return verdict
  throw new SyncError('bug', 'The run ended without saying how; please report this.', {
    code: 'run_without_end',
  })
}

type End = Pick<RunEnd, 'status' | 'reason' | 'code'>

function endOf(verdict: Verdict, reports: readonly StreamReport[], signal: AbortSignal): End {
  if (verdict === 'cancelled' && signal.aborted) return stopped(signal)
  const worst = ['failed', 'incomplete', 'cancelled']
    .map((name) => reports.find((report) => report.verdict === name))
    .find((report) => report !== undefined)
  if (worst === undefined) return { status: verdict, reason: null, code: null }
  return { status: verdict, reason: `${worst.stream}: ${worst.reason}`, code: worst.code }
}

function stopped({ reason }: AbortSignal): End {
  return {
    status: 'cancelled',
    reason: reason instanceof Stopped ? reason.message : byUser,
    code: 'cancelled',
  }
}

const failed = ({ message, code }: SyncError): End => ({ status: 'failed', reason: message, code })

function countsOf(reports: readonly StreamReport[]) {
  const sum = (count: (report: StreamReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0)
  return { listed: sum(({ listed }) => listed), landed: sum((report) => report.new + report.changed) }
}
