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
  readonly batch: Batch
  readonly draft: ReportDraft
  readonly vouching: Vouching
}

/** Lands pages as they come, with a checkpoint whenever the batch is full. */
export async function* land(
  run: StreamRun,
  pages: AsyncIterable<Page<Record<string, unknown>>> | Iterable<Page<Record<string, unknown>>>,
  partition?: string,
): AsyncGenerator<RunEvent> {
  const stream = run.selected.stream.name
  for await (const page of pages) {
    run.request.signal.throwIfAborted()
    await run.batch.add(page, partition)
    yield { type: 'page_read', stream, listed: run.draft.tally.counts.listed }
    if (!run.batch.isFull()) continue
    await run.vouching.nowAndThen()
    await run.batch.commit()
    yield { type: 'committed', stream, landed: run.draft.tally.counts.landed }
  }
}

/** The read is over and nothing is to be swept: its last checkpoint. */
export async function complete(run: StreamRun): Promise<Outcome> {
  await run.batch.close()
  return { reason: run.plan.state.read.flaw }
}
