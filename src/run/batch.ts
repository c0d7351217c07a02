import type { IsolatedRecord, Page } from '../contract/stream.ts'
import type { Table } from '../contract/table.ts'
import type { Checkpoint, Load } from '../contract/warehouse.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { Plan } from './plan.ts'
import { openReading, type Reading } from './reading.ts'
import type { ReportDraft } from './report.ts'
import { type SyncState, toJson } from './state.ts'

type Row = Record<string, unknown>

/** The rows of one stream on their way to the warehouse, and the state that goes with them. */
export interface Batch
  extends Pick<
    Reading,
    'finishPartition' | 'place' | 'startOver' | 'miss' | 'doubt' | 'isKnown' | 'unheardOf'
  > {
  readonly load: Load
  /** Takes in a page; nothing is visible before the commit. */
  add(page: Page<Row>, partition?: string): Promise<void>
  /** Ids isolated by earlier runs that the site does not know any more. */
  giveUp(ids: Iterable<string>): void
  isFull(): boolean
  commit(): Promise<void>
  /** The last commit of a complete read: the cursor moves. */
  close(): Promise<void>
  /** `close`, with the unseen rows marked in the same transaction. */
  closeAndSweep(): Promise<number>
  references(catalog: readonly Table[]): AsyncIterable<readonly string[]>
}

export interface BatchRequest {
  readonly request: RunRequest
  readonly selected: SelectedStream
  readonly plan: Plan
  readonly load: Load
  readonly draft: ReportDraft
}

export function openBatch({ request, selected, plan, load, draft }: BatchRequest): Batch {
  const { surroundings, limits } = request
  const reading = openReading(plan, selected, limits.overlapMs)
  let isolated: IsolatedRecord[] = []
  let gone: string[] = []
  let deleted: string[] = []
  let openedAt = surroundings.now()

  const checkpoint = (next: SyncState): Checkpoint => {
    return { state: toJson(next), isolated, gone, deleted, at: new Date(surroundings.now()) }
  }
  const settle = () => {
    isolated = []
    gone = []
    deleted = []
    openedAt = surroundings.now()
  }
  const commitAs = async (next: SyncState) => {
    const staged = load.stagedRows
    const counts = await load.commit(checkpoint(next))
    draft.tally.add({ ...counts, landed: staged - counts.deduplicated })
    settle()
  }

  return {
    load,
    finishPartition: reading.finishPartition,
    place: reading.place,
    startOver: reading.startOver,
    miss: reading.miss,
    doubt: reading.doubt,
    isKnown: reading.isKnown,
    unheardOf: reading.unheardOf,
    async add(given, partition) {
      // Where every version is kept, no row says that a record is gone.
      const page = selected.behaviour === 'append' ? { ...given, deleted: [] } : given
      const news = reading.newsOf(page)
      await load.stage(news)
      reading.note(page, news, partition)
      isolated.push(...(page.isolated ?? []))
      deleted.push(...(page.deleted ?? []))
      draft.tally.add(countsOf(page, news.length))
    },
    giveUp(ids) {
      gone.push(...ids)
    },
    isFull: () =>
      load.stagedBytes >= limits.batchBytes ||
      load.stagedRows >= limits.batchRows ||
      surroundings.now() - openedAt >= limits.batchAgeMs,
    commit: () => commitAs(reading.underWay()),
    close: () => commitAs(reading.completed()),
    async closeAndSweep() {
      const swept = await load.sweep(checkpoint(reading.completed()))
      draft.tally.add({ deleted: swept })
      settle()
      return swept
    },
    async *references(catalog) {
      await commitAs(reading.underWay())
      yield* load.references(catalog, 250)
    },
  }
}

function countsOf(page: Page<Row>, news: number) {
  const isolated = page.isolated?.length ?? 0
  const listed = page.records.length + (page.known ?? 0)
  return {
    listed: listed + isolated,
    deduplicated: listed - news,
    isolated,
    skipped: page.skipped ?? 0,
  }
}
