import type { IsolatedRecord, Page, StreamRecord } from '../contract/stream.ts'
import type { Table } from '../contract/table.ts'
import type { Checkpoint, Load } from '../contract/warehouse.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { Plan } from './plan.ts'
import type { ReportDraft } from './report.ts'
import type { SyncState } from './state.ts'
import { toJson } from './state.ts'
import type { Stamped } from './window.ts'
import { openWindow } from './window.ts'

type Row = Record<string, unknown>

/** The rows of one stream on their way to the warehouse, and the state that goes with them. */
export interface Batch {
  /** Takes in a page; nothing is visible before the commit. */
  add(page: Page<Row>, partition?: string): Promise<void>
  finishPartition(key: string): void
  /** Ids isolated by earlier runs that the site does not know any more. */
  giveUp(ids: Iterable<string>): void
  isFull(): boolean
  commit(): Promise<void>
  /** The last commit of a complete read: the cursor moves. */
  close(): Promise<void>
  /** `close`, with the unseen rows marked in the same transaction. */
  closeAndSweep(): Promise<number>
  readonly load: Load
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
  const { state } = plan
  const { read } = state
  const { surroundings, limits } = request
  const window = openWindow(state, read, limits.overlapMs)
  const stamped = stamper(selected)
  let isolated: IsolatedRecord[] = []
  let gone: string[] = []
  let openedAt = surroundings.now()

  const checkpoint = (next: SyncState): Checkpoint => ({
    state: toJson(next),
    isolated,
    gone,
    at: new Date(surroundings.now()),
  })
  const settle = () => {
    isolated = []
    gone = []
    openedAt = surroundings.now()
  }
  const commitAs = async (next: SyncState) => {
    const staged = load.stagedRows
    const counts = await load.commit(checkpoint(next))
    draft.tally.add({ ...counts, landed: staged - counts.deduplicated })
    settle()
  }
  const underWay = (): SyncState => ({ ...state, read: { ...read, ...window.progress() } })
  const completed = (): SyncState => ({ version: 1, scope: state.scope, ...window.close() })

  return {
    load,
    async add(page, partition) {
      const news = page.records.filter((record) => window.isNews(stamped(record)))
      await load.stage(news)
      for (const record of news) window.note(stamped(record))
      isolated.push(...(page.isolated ?? []))
      draft.tally.add(countsOf(page, page.records.length - news.length))
      read.flaw ??= flawOf(page)
      if (partition !== undefined && page.resume !== undefined)
        read.partitions[partition] = { resume: page.resume }
    },
    giveUp(ids) {
      gone.push(...ids)
    },
    finishPartition(key) {
      read.partitions[key] = { done: true }
    },
    isFull: () =>
      load.stagedBytes >= limits.batchBytes ||
      load.stagedRows >= limits.batchRows ||
      surroundings.now() - openedAt >= limits.batchAgeMs,
    commit: () => commitAs(underWay()),
    close: () => commitAs(completed()),
    async closeAndSweep() {
      const deleted = await load.sweep(checkpoint(completed()))
      draft.tally.add({ deleted })
      settle()
      return deleted
    },
    async *references(catalog) {
      await commitAs(underWay())
      yield* load.references(catalog, 250)
    },
  }
}

function stamper({ stream, cursorField }: SelectedStream): (record: StreamRecord<Row>) => Stamped {
  return ({ row }) => {
    const version = stream.versionField === undefined ? null : row[stream.versionField]
    const stamp = cursorField === undefined ? null : row[cursorField]
    return {
      id: String(row[stream.primaryKey]),
      version: typeof version === 'number' ? version : null,
      stamp: typeof stamp === 'string' ? stamp : null,
    }
  }
}

function countsOf(page: Page<Row>, known: number) {
  const isolated = page.isolated?.length ?? 0
  return {
    listed: page.records.length + isolated,
    deduplicated: known,
    isolated,
    skipped: page.skipped ?? 0,
  }
}

function flawOf(page: Page<Row>): string | undefined {
  const count = page.isolated?.length ?? 0
  if (page.gap !== undefined) return page.gap
  if (count === 0) return undefined
  return `at least one record could not be landed (${page.isolated?.[0]?.message}); see the _errors table`
}
