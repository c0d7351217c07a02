import type { App, SyncConfig, SyncOptions } from '../../app.ts'
import { SyncError } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/events.ts'
import type { StreamReport } from '../../contract/report.ts'
import { exitCodeOfRun } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { openProgress } from '../progress.ts'
import { configure } from '../settings.ts'
import { reportJson, reportTable } from '../tables.ts'

export interface SyncFlags {
  config: string
  streams?: string
  fullRefresh?: boolean
  allowDeletes?: boolean
  /** In milliseconds; counts more than the configuration file's. */
  maxDuration?: number
  json?: boolean
}

export type RunFinished = Extract<RunEvent, { type: 'run_finished' }>

export async function sync(app: App, io: Io, flags: SyncFlags): Promise<number> {
  const { config: configured, folder } = await configure(app, io, flags.config, flags.streams)
  const { fullRefresh = false, allowDeletes = false } = flags
  const config = within(configured, flags.maxDuration)
  const finished = await watchRun(app, io, config, { folder, fullRefresh, allowDeletes }, flags.json)
  if (flags.json) io.out(JSON.stringify(runJson(config, finished)))
  else showReports(io, finished)
  return exitCodeOfRun(finished.verdict, finished.reports)
}

function within(config: SyncConfig, longestRunMs = config.limits.longestRunMs): SyncConfig {
  return { ...config, limits: { ...config.limits, longestRunMs } }
}

/** Runs the sync with its progress shown, to people with the time left; resolves with the last event. */
export async function watchRun(
  app: App,
  io: Io,
  config: SyncConfig,
  options: Omit<SyncOptions, 'signal' | 'estimate'>,
  isForMachines = false,
): Promise<RunFinished> {
  const progress = openProgress(io)
  try {
    for await (const event of app.sync(config, {
      ...options,
      signal: io.signal,
      estimate: io.terminal !== undefined || !isForMachines,
    })) {
      progress.show(event)
      if (event.type === 'run_finished') return event
    }
  } finally {
    progress.close()
  }
  throw new SyncError('bug', 'The run ended without saying how; please report this.', {
    code: 'run_without_end',
  })
}

export function runJson(
  config: SyncConfig,
  { runId, verdict, reports }: RunFinished,
): Record<string, unknown> {
  return {
    sync: config.name,
    runId,
    database: config.warehouse.location,
    verdict,
    streams: reportJson(reports),
  }
}

/** The table, then a line for each reason why streams did not simply succeed, and which ones. */
export function showReports(io: Io, { verdict, reports }: RunFinished): void {
  io.out(reportTable(reports))
  for (const [ending, streams] of endingsOf(reports)) io.out(`${streams.join(', ')} ${ending}`)
  io.out(`Run ${verdict}.`)
}

function endingsOf(reports: readonly StreamReport[]): ReadonlyMap<string, readonly string[]> {
  const endings = new Map<string, string[]>()
  for (const { stream, verdict, reason } of reports) {
    if (reason === null) continue
    const ending = `${verdict}: ${reason}`
    endings.set(ending, [...(endings.get(ending) ?? []), stream])
  }
  return endings
}
