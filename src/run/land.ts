import type { RunEvent } from '../contract/events.ts'
import type { Page, ReadContext } from '../contract/stream.ts'
import type { Batch } from './batch.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { Plan } from './plan.ts'
import type { Outcome, ReportDraft } from './report.ts'
import type { Vouching } from './vouching.ts'

/** What the steps of one stream's run share. */
export interface StreamRun {
  readonly request: RunRequest
  readonly selected: SelectedStream
  readonly plan: Plan
  readonly context: ReadContext<unknown>
  /** Calls off whatever is asked for with the context. */
  readonly stopper: AbortController
  readonly batch: Batch
  readonly draft: ReportDraft
  readonly vouching: Vouching
}

/** Lands pages as they come: a batch that is full is committed while the next one fills. */
export async function* land(
  run: StreamRun,
  pages: AsyncIterable<Page<Record<string, unknown>>>,
): AsyncGenerator<RunEvent> {
  for await (const page of pages) yield* landPage(run, page)
  yield* landed(run)
}

/** Lands one page; when the last one has been, `landed` has to follow. */
export async function* landPage(
  run: StreamRun,
  page: Page<Record<string, unknown>>,
  partition?: string,
): AsyncGenerator<RunEvent> {
  run.request.signal.throwIfAborted()
  await run.batch.add(page, partition)
  yield { type: 'page_read', stream: run.selected.stream.name, listed: run.draft.tally.counts.listed }
  if (!run.batch.isFull()) return
  await run.vouching.nowAndThen()
  if (await run.batch.beginCommit()) yield committed(run)
}

/** Waits for the commit under way. */
export async function* landed(run: StreamRun): AsyncGenerator<RunEvent> {
  if (await run.batch.settled()) yield committed(run)
}

function committed({ selected, draft }: StreamRun): RunEvent {
  return { type: 'committed', stream: selected.stream.name, landed: draft.tally.counts.landed }
}

/** The work. What was read before it fails is whole pages with their state: worth a checkpoint. */
export async function* orKeep<Result>(
  { vouching, batch }: StreamRun,
  work: AsyncGenerator<RunEvent, Result>,
): AsyncGenerator<RunEvent, Result> {
  try {
    return yield* work
  } catch (error) {
    await vouching.atTheBreak()
    await batch.commit().catch(() => undefined)
    throw error
  }
}

/** The read is over and nothing is to be swept: its last checkpoint. */
export async function complete(run: StreamRun): Promise<Outcome> {
  await run.batch.close()
  return { reason: run.plan.state.read.flaw }
}
