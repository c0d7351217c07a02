import { failureKinds, SyncError } from '../contract/errors.ts'
import type { RunEvent } from '../contract/events.ts'
import { meetsAll } from '../contract/policy.ts'
import type { StreamReport } from '../contract/report.ts'
import { type Deadline, openDeadline } from './deadline.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import { keepLease } from './lease.ts'
import { overall } from './report.ts'
import { sideBySide } from './side-by-side.ts'
import { runStream } from './stream-run.ts'

/**
 * One run of a sync: every selected stream, those that do not wait for each other side by side. Each stream's
 * report is stored as soon as it is finished. A failure that every stream would meet (a refused token, a wrong
 * setting) ends the run, and so does the end of its time; any other ends its stream only. Throws SyncError
 * `transient` code `sync_running` while another run of the sync writes this warehouse. Its time begins now, where
 * none is given that began before.
 */
export async function* run(request: RunRequest, begun?: Deadline): AsyncGenerator<RunEvent> {
  const { runId, sync, warehouse, surroundings } = request
  using deadline = begun ?? openDeadline(request.limits.longestRunMs, surroundings)
  const streams = request.streams.map(({ stream }) => stream.name)
  yield { type: 'run_started', runId, sync, streams, at: new Date(surroundings.now()) }
  await warehouse.migrate(
    sync,
    request.streams.map(({ table }) => table),
  )
  await using lease = await keepLease(request)
  const signal = AbortSignal.any([request.signal, deadline.signal, lease.signal])
  const reports: StreamReport[] = []
  deadline.check()
  for await (const event of readInOrder({ ...request, signal })) {
    deadline.check()
    if (event.type === 'stream_finished') {
      reports.push(event.report)
      await warehouse.recordReport(event.report)
    }
    yield event
  }
  const inOrder = reports.toSorted((a, b) => streams.indexOf(a.stream) - streams.indexOf(b.stream))
  yield { type: 'run_finished', runId, verdict: overall(reports), reports: inOrder }
}

async function* readInOrder(request: RunRequest): AsyncGenerator<RunEvent> {
  const stopper = new AbortController()
  const stopped = { ...request, signal: AbortSignal.any([request.signal, stopper.signal]) }
  for (const wave of waves(request.streams)) {
    const generators = wave.map((selected) => runStream(stopped, selected))
    for await (const event of sideBySide(generators, request.limits.streamsAtOnce)) {
      const failure = event.type === 'stream_finished' ? stopsRun(event.report) : undefined
      if (failure) stopper.abort(failure)
      yield event
    }
  }
}

function stopsRun({ kind, code, reason }: StreamReport): SyncError | undefined {
  const known = failureKinds.find((one) => one === kind)
  if (known === undefined || !meetsAll(known, code ?? '')) return undefined
  return new SyncError(known, reason ?? 'The run was stopped.', { code: code ?? 'stopped' })
}

/** The streams in rounds: each one after the selected streams it depends on. */
export function waves(streams: readonly SelectedStream[]): readonly (readonly SelectedStream[])[] {
  const rounds: SelectedStream[][] = []
  let waiting = [...streams]
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ stream }) => stream.name))
    const ready = waiting.filter(({ stream }) => !(stream.dependsOn ?? []).some((name) => names.has(name)))
    // A circle of dependencies is read in one round rather than never.
    const round = ready.length > 0 ? ready : waiting
    rounds.push(round)
    waiting = waiting.filter((selected) => !round.includes(selected))
  }
  return rounds
}
