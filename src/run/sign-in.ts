import type { RunEvent } from '../contract/events.ts'
import type { Connection } from '../contract/plugin.ts'
import type { Warehouse } from '../contract/warehouse.ts'
import { openDeadline, TimeOver } from './deadline.ts'
import type { RunRequest } from './job.ts'
import { openReport, overall } from './report.ts'
import { run } from './run.ts'
import { outcomeOf } from './stream-run.ts'

/** A run that has yet to sign in and to open its warehouse. */
export interface UnopenedRun extends Omit<RunRequest, 'connection' | 'warehouse'> {
  connect(signal: AbortSignal): Promise<Connection<unknown>>
  openWarehouse(): Promise<Warehouse>
}

/**
 * `run`, with the time that signing in takes counted in. The site is asked before the warehouse is opened: refused
 * credentials leave no trace of a run, and neither does one whose time is over by then.
 */
export async function* signInAndRun({
  connect,
  openWarehouse,
  ...request
}: UnopenedRun): AsyncGenerator<RunEvent> {
  using deadline = openDeadline(request.limits.longestRunMs, request.surroundings)
  const signal = AbortSignal.any([request.signal, deadline.signal])
  await using connection = await connect(signal).catch((error: unknown) => {
    if (signal.reason instanceof TimeOver) return undefined
    throw error
  })
  if (connection === undefined) return yield* ended({ ...request, signal })
  await using warehouse = await openWarehouse()
  yield* run({ ...request, connection, warehouse }, deadline)
}

/** What a run says that came to none of its streams. */
async function* ended(request: Omit<UnopenedRun, 'connect' | 'openWarehouse'>): AsyncGenerator<RunEvent> {
  const { runId, sync, streams, surroundings, signal } = request
  const names = streams.map(({ stream }) => stream.name)
  yield { type: 'run_started', runId, sync, streams: names, at: new Date(surroundings.now()) }
  const outcome = outcomeOf(signal.reason, signal)
  const reports = streams.map((selected) => openReport(request, selected).close(outcome))
  for (const report of reports) yield { type: 'stream_finished', stream: report.stream, report }
  yield { type: 'run_finished', runId, verdict: overall(reports), reports }
}
