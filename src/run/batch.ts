import { letGo } from '../contract/let-go.ts'
import type { IsolatedRecord, Page } from '../contract/stream.ts'
import type { Table } from '../contract/table.ts'
import { openTurns } from '../contract/turns.ts'
import type { Checkpoint, Load } from '../contract/warehouse.ts'
import { openCommitting } from './committing.ts'
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
  /**
   * Takes in a page and its records, which leave it; nothing is visible before its commit. May be called from several
   * places at once: pages are taken in one after another, and none while a full batch waits for the commit under way,
   * so that at most two are held.
   * Throws what a commit has failed with.
   */
  add(page: Page<Row>, partition?: string): Promise<void>
  /** Ids isolated by earlier runs that the site does not know any more. */
  giveUp(ids: Iterable<string>): void
  isFull(): boolean
  /**
   * Begins to commit what was added so far, once the commit before is over; further pages may be added meanwhile.
   * Resolves with whether a commit has ended since one of these was asked last.
   */
  beginCommit(): Promise<boolean>
  /** The same answer, once no commit is under way. */
  settled(): Promise<boolean>
  /** Commits what was added so far, and resolves when that is done. */
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
  let enclosed = nothingEnclosed()
  let openedAt = surroundings.now()
  const inTurn = openTurns()
  const commits = openCommitting(load, draft.tally)

  /** What goes with the rows added so far; the next batch begins with nothing. */
  const seal = (next: SyncState): Checkpoint => {
    const sealed = { state: toJson(next), ...enclosed, at: new Date(surroundings.now()) }
    enclosed = nothingEnclosed()
    openedAt = surroundings.now()
    return sealed
  }
  const commitAs = (next: () => SyncState) =>
    inTurn(async () => {
      await commits.begin(() => seal(next()))
      await commits.settle()
    })

  return {
    load,
    finishPartition: reading.finishPartition,
    place: reading.place,
    startOver: reading.startOver,
    miss: reading.miss,
    doubt: reading.doubt,
    isKnown: reading.isKnown,
    unheardOf: reading.unheardOf,
    add: (given, partition) =>
      inTurn(async () => {
        commits.throwIfFailed()
        // Where every version is kept, no row says that a record is gone.
        const page = selected.behaviour === 'append' ? { ...given, deleted: [] } : given
        const news = reading.newsOf(page)
        await load.stage(news)
        reading.note(page, news, partition)
        enclosed.isolated.push(...(page.isolated ?? []))
        enclosed.deleted.push(...(page.deleted ?? []))
        draft.tally.add(countsOf(page, news.length))
        letGo(given.records)
      }),
    giveUp(ids) {
      enclosed.gone.push(...ids)
    },
    isFull: () =>
      load.stagedBytes >= limits.batchBytes ||
      load.stagedRows >= limits.batchRows ||
      surroundings.now() - openedAt >= limits.batchAgeMs,
    beginCommit: () => inTurn(() => commits.begin(() => seal(reading.underWay()))),
    settled: () => inTurn(commits.settle),
    commit: () => commitAs(reading.underWay),
    close: () => commitAs(reading.completed),
    closeAndSweep: () =>
      inTurn(async () => {
        await commits.settle()
        const swept = await load.sweep(seal(reading.completed()))
        draft.tally.add({ deleted: swept })
        return swept
      }),
    async *references(catalog) {
      await commitAs(reading.underWay)
      yield* load.references(catalog, 250)
    },
  }
}

/** What goes with the rows of one batch. */
interface Enclosed {
  readonly isolated: IsolatedRecord[]
  readonly gone: string[]
  readonly deleted: string[]
}

const nothingEnclosed = (): Enclosed => ({ isolated: [], gone: [], deleted: [] })

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
