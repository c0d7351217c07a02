import { createHash } from 'node:crypto'
import type { Page, StreamRecord } from '../contract/stream.ts'
import { cleared } from './choose-columns.ts'
import type { SelectedStream } from './job.ts'
import type { Plan } from './plan.ts'
import type { SyncState } from './state.ts'
import { openTrash } from './trash.ts'
import { openWindow, type Stamped } from './window.ts'

type Row = Record<string, unknown>

/** How far a read has come, and what is wrong with it: what the state of the next checkpoint says. */
export interface Reading {
  /** The records of the page that an earlier read has not landed already, or that were marked as deleted. */
  newsOf(page: Page<Row>): readonly StreamRecord<Row>[]
  /** Accounts for a page whose news are staged: from here on the state says that it was read. */
  note(page: Page<Row>, news: readonly StreamRecord<Row>[], partition?: string): void
  /** Whether an earlier read landed this very record; never, where not all of it lands. */
  isKnown(id: string, raw: unknown): boolean
  /** Ids that earlier reads marked as deleted and this one has not heard of. */
  unheardOf(): readonly string[]
  finishPartition(key: string): void
  /**
   * Takes down where it has come to: a place to go on from as soon as what the caller saw then is given, unless that is
   * not what they saw at the place before.
   */
  place(): (view: string) => void
  /** Forgets how far the read has come and what was wrong with it; what landed stays. */
  startOver(): void
  /** Notes that something is missing that will be asked for by its id. */
  miss(flaw: string): void
  /** Notes why the listing is not complete, in a way that only another full read can heal; undefined: it is. */
  doubt(flaw: string | undefined): void
  /** The state while the read goes on. */
  underWay(): SyncState
  /** The state once it is over. */
  completed(): SyncState
}

export function openReading(plan: Plan, selected: SelectedStream, overlapMs: number): Reading {
  const { state } = plan
  const { read } = state
  const window = openWindow(state, read, overlapMs)
  const trash = openTrash(read.trashed ?? state.trashed ?? [])
  const idOf = ({ row }: StreamRecord<Row>) => String(row[selected.stream.primaryKey])
  const content = contentOf(selected)
  const stamped = stamper(selected, content)
  let places = { ...read.partitions }
  // What was marked as deleted and is listed again is news, whatever it was before.
  const hasLanded = (id: string, landing: () => unknown) =>
    !trash.has(id) && !window.isNews({ id, print: () => printOf(landing()), stamp: null })
  const spoil = (flaw: string | undefined, repeat: boolean) => {
    if (flaw === undefined) return
    read.flaw ??= flaw
    if (repeat) read.repeat = true
  }
  // A full read has seen to all of them.
  const trashed = () => {
    const ids = read.strategy === 'incremental' ? trash.ids() : []
    return ids.length === 0 ? {} : { trashed: ids }
  }
  return {
    newsOf: (page) => page.records.filter((record) => !hasLanded(idOf(record), () => content(record))),
    isKnown: (id, raw) => selected.columns === undefined && hasLanded(id, () => raw),
    note(page, news, partition) {
      trash.note(page.deleted ?? [])
      for (const record of page.records) trash.leave(idOf(record))
      for (const record of news) window.note(stamped(record))
      spoil(flawOf(page), isBeyondRetry(page))
      if (partition !== undefined && page.resume !== undefined)
        read.partitions[partition] = { resume: page.resume }
    },
    finishPartition(key) {
      read.partitions[key] = { done: true }
    },
    place() {
      const reached = { ...read.partitions }
      return (view) => {
        if (Object.keys(places).length === 0) read.view = view
        if (read.view === view) places = reached
      }
    },
    startOver() {
      read.partitions = {}
      places = {}
      delete read.view
      delete read.flaw
      delete read.repeat
    },
    miss: (flaw) => spoil(flaw, false),
    doubt: (flaw) => spoil(flaw, true),
    unheardOf: trash.unheard,
    underWay: () => ({
      ...state,
      ledger: window.earlier(),
      read: { ...read, ...trashed(), ...window.progress(), partitions: places },
    }),
    completed() {
      const { scope, keepsVersions, fullAt = read.startedAt } = state
      const settled = { version: 1, scope, ...(keepsVersions ? { keepsVersions } : {}) } as const
      // Without a cursor the next run reads in full: what is missing cannot be asked for by itself.
      return read.repeat
        ? { ...settled, ledger: [] }
        : { ...settled, fullAt, ...trashed(), ...window.close() }
    },
  }
}

/** Where columns are chosen, what does not land says nothing about a row, and nothing of it is kept. */
const contentOf =
  (selected: SelectedStream) =>
  (record: StreamRecord<Row>): unknown =>
    selected.columns === undefined ? record.raw : cleared(record, selected).row

function stamper(
  { stream, cursorField }: SelectedStream,
  content: (record: StreamRecord<Row>) => unknown,
): (record: StreamRecord<Row>) => Stamped {
  return (record) => {
    const { row } = record
    const stamp = cursorField === undefined ? null : row[cursorField]
    return {
      id: String(row[stream.primaryKey]),
      print: () => printOf(content(record)),
      stamp: typeof stamp === 'string' ? stamp : null,
    }
  }
}

const printOf = (raw: unknown): string =>
  createHash('sha1')
    .update(JSON.stringify(raw) ?? '')
    .digest('base64url')

function flawOf(page: Page<Row>): string | undefined {
  const [first] = page.isolated ?? []
  if (page.gap !== undefined) return page.gap
  if (first === undefined) return undefined
  return `at least one record could not be landed (${first.message}); see the _errors table`
}

/** A gap, or a record without an id, cannot be asked for again by itself. */
const isBeyondRetry = ({ gap, isolated = [] }: Page<Row>): boolean =>
  gap !== undefined || isolated.some(({ id }) => id === undefined)
