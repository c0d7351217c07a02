import { SyncError } from '../contract/errors.ts'
import type { RunEvent } from '../contract/events.ts'
import type { Page, Partition, ReadContext, Stream } from '../contract/stream.ts'
import { openBatch } from './batch.ts'
import { confirmCaller } from './caller.ts'
import { TimeOver } from './deadline.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { StreamRun } from './land.ts'
import { complete, landed, landPage, orKeep } from './land.ts'
import { isSwept, plannedRead, plannedStrategy } from './planned-read.ts'
import { readContext } from './read-context.ts'
import type { Outcome, ReportDraft } from './report.ts'
import { openReport } from './report.ts'
import { landRestored } from './restored.ts'
import { retryIsolated } from './retry-isolated.ts'
import { sideBySide } from './side-by-side.ts'
import { sweepUnseen } from './sweep.ts'
import { openVouching } from './vouching.ts'

/**
 * Reads one stream and lands it. Never throws: how it went is in the report of `stream_finished`, the last
 * event. Rows are committed with the state that accounts for them; an interrupted run leaves its last
 * checkpoint for the next one.
 */
export async function* runStream(request: RunRequest, selected: SelectedStream): AsyncGenerator<RunEvent> {
  const draft = openReport(request, selected)
  let outcome: Outcome
  try {
    outcome = yield* read(request, selected, draft)
  } catch (error) {
    outcome = outcomeOf(error, request.signal)
  }
  yield { type: 'stream_finished', stream: selected.stream.name, report: draft.close(outcome) }
}

/** A run that another stream's failure stopped failed for that reason; one that the user or the clock stopped did not. */
export function outcomeOf(error: unknown, signal: AbortSignal): Outcome {
  if (signal.reason instanceof TimeOver) return { reason: signal.reason.message, code: 'time_over' }
  if (signal.aborted && signal.reason instanceof SyncError) return { error: signal.reason, cancelled: false }
  return { error, cancelled: signal.aborted }
}

async function* read(
  request: RunRequest,
  selected: SelectedStream,
  draft: ReportDraft,
): AsyncGenerator<RunEvent, Outcome> {
  const { stream, table, behaviour } = selected
  const stored = await request.warehouse.readState(request.sync, stream.name)
  // Also of what never begins one wants to know how it would have been read.
  draft.strategy = plannedStrategy(request, selected, stored)
  request.signal.throwIfAborted()
  const plan = await plannedRead(request, selected, stored)
  draft.strategy = plan.state.read.strategy
  const { sync, runId } = request
  const sweeps = isSwept(plan, selected)
  await using load = await request.warehouse.openLoad({
    table,
    behaviour,
    sync,
    runId,
    sequence: stored.sequence,
    ...(sweeps ? { generation: plan.state.read.generation } : {}),
  })
  const batch = openBatch({ request, selected, plan, load, draft })
  const stopper = new AbortController()
  const signal = AbortSignal.any([request.signal, stopper.signal])
  const context = readContext({ ...request, signal }, selected, plan, {
    observe: draft.tally.add,
    isKnown: batch.isKnown,
    references: () => batch.references(request.catalog),
  })
  const vouching = openVouching({ request, plan, batch })
  const run: StreamRun = { request, selected, plan, context, stopper, batch, draft, vouching }
  yield await startedEvent(run)
  yield* orKeep(run, readAll(run))
  if (sweeps) return yield* sweepUnseen(run)
  await confirmCaller(run)
  return await complete(run)
}

async function* readAll(run: StreamRun): AsyncGenerator<RunEvent> {
  yield* retryIsolated(run)
  const parts: AsyncGenerator<Part>[] = []
  for await (const partition of partitionsOf(run.selected.stream, run.context))
    parts.push(orStop(run, readPartition(run, partition)))
  // One by itself goes on only when its page is taken in: what it asks for next may depend on that.
  yield* landParts(run, parts.length === 1 ? chained(parts) : sideBySide(parts, partitionsAtOnce))
  yield* landRestored(run)
}

/** Parts of a stream that are read at the same time; their pages land one after the other. */
const partitionsAtOnce = 4

/** A page of a partition; undefined once it is read to its end. */
interface Part {
  readonly key: string
  readonly page: Page<Record<string, unknown>> | undefined
}

async function* readPartition(run: StreamRun, partition: Partition): AsyncGenerator<Part> {
  const key = JSON.stringify(partition)
  const progress = run.plan.state.read.partitions[key]
  if (progress?.done) return
  const context = { ...run.context, partition, resume: progress?.resume }
  for await (const page of run.selected.stream.pages(context)) yield { key, page }
  yield { key, page: undefined }
}

async function* chained(parts: readonly AsyncGenerator<Part>[]): AsyncGenerator<Part> {
  for (const part of parts) yield* part
}

async function* landParts(run: StreamRun, parts: AsyncIterable<Part>): AsyncGenerator<RunEvent> {
  for await (const part of parts) yield* orStop(run, landPart(run, part))
  yield* landed(run)
}

async function* landPart(run: StreamRun, { key, page }: Part): AsyncGenerator<RunEvent> {
  if (page === undefined) run.batch.finishPartition(key)
  else yield* landPage(run, page, key)
}

/** What fails calls off the requests of the other parts, which may have to wait long; the first failure counts. */
async function* orStop<Item>({ stopper }: StreamRun, work: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    yield* work
  } catch (error) {
    stopper.abort(error)
    throw stopper.signal.reason
  }
}

async function* partitionsOf(stream: Stream, context: ReadContext<unknown>): AsyncGenerator<Partition> {
  if (stream.partitions === undefined) yield {}
  else yield* stream.partitions(context)
}

async function startedEvent(run: StreamRun): Promise<RunEvent> {
  const { stream } = run.selected
  const { strategy } = run.plan.state.read
  const started = {
    type: 'stream_started',
    stream: stream.name,
    strategy,
    because: run.plan.because,
  } as const
  // The rest of an interrupted read is nobody's guess.
  const isResumed = Object.keys(run.plan.state.read.partitions).length > 0
  if (!run.request.estimate || strategy !== 'full_refresh' || isResumed) return started
  // Only for the progress bar: a site that does not answer it is still read.
  const expected = await stream.estimate?.(run.context).catch(() => undefined)
  return expected === undefined ? started : { ...started, expected }
}
