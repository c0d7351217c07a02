import { startOfMinute, subMilliseconds } from 'date-fns'
import type { LedgerEntry, ReadUnderWay, SyncState } from './state.ts'

/** The most entries a ledger keeps; what falls out is read again and merges as unchanged. */
export const ledgerLimit = 2_000

/** What the window needs to know of a row. */
export interface Stamped {
  readonly id: string
  /** Tells this version of the record, content included, from every other; asked for only near the cursor. */
  print(): string
  /** The update stamp, ISO 8601 in UTC; null when the source gave none. */
  readonly stamp: string | null
}

export interface Window {
  /** False when an earlier read landed this very version. */
  isNews(row: Stamped): boolean
  /** Notes a row that is about to land. */
  note(row: Stamped): void
  /** The part of the state that the rows noted so far account for. */
  progress(): Pick<ReadUnderWay, 'newest' | 'ledger'>
  /** What earlier reads landed and this one has not landed anew. */
  earlier(): SyncState['ledger']
  /** Where the next incremental read starts from, once this one is complete. */
  close(): Pick<SyncState, 'cursor' | 'ledger'>
}

/**
 * The boundary of incremental reading: which rows are known already, and how far the cursor may move.
 *
 *            since = cursor − overlap          cursor                    startedAt
 *   ────────────┼─────────────────────────────────┼──────────────────────────┼────────▶ update stamps
 *   landed      │ read again; what is in the      │ news                     │ news, and read again
 *   before      │ ledger does not land twice      │                          │ by the next run
 *
 * The new cursor is the newest stamp listed, and never later than the moment the read began: a row that
 * changed while it was read may have been listed in its old form.
 */
export function openWindow(state: SyncState, read: ReadUnderWay, overlapMs: number): Window {
  const known = new Map(state.ledger.map(([id, print]) => [id, print]))
  const stillKnown = () => state.ledger.filter(([id]) => known.has(id))
  let newest = read.newest
  let ledger: LedgerEntry[] = [...read.ledger]
  const cursor = () => earlierOf(newest ?? state.cursor ?? read.startedAt, read.startedAt)
  // CQL compares whole minutes, so the ledger covers the minute that the overlap begins in.
  const floor = () => startOfMinute(subMilliseconds(new Date(cursor()), overlapMs)).getTime()
  const isNear = ([, , stamp]: LedgerEntry) => Date.parse(stamp) >= floor()
  const trim = () => {
    ledger = ledger.filter(isNear).slice(-ledgerLimit)
  }
  return {
    isNews: (row) => !known.has(row.id) || known.get(row.id) !== row.print(),
    note({ id, print, stamp }) {
      // Should it change back, that is news again.
      known.delete(id)
      if (stamp === null) return
      if (newest === undefined || stamp > newest) newest = stamp
      if (Date.parse(stamp) >= floor()) ledger.push([id, print(), stamp])
      if (ledger.length > 2 * ledgerLimit) trim()
    },
    progress() {
      trim()
      return { ...(newest === undefined ? {} : { newest }), ledger: copy(ledger) }
    },
    earlier: () => copy(stillKnown()),
    close() {
      trim()
      const carried = stillKnown().filter(isNear)
      return {
        cursor: laterOf(state.cursor, cursor()),
        ledger: copy(newestVersions([...carried, ...ledger])),
      }
    },
  }
}

const copy = (ledger: readonly LedgerEntry[]) =>
  ledger.map(([id, print, stamp]): [string, string, string] => [id, print, stamp])
const earlierOf = (a: string, b: string) => (Date.parse(a) < Date.parse(b) ? a : b)
const laterOf = (a: string | undefined, b: string) =>
  a !== undefined && Date.parse(a) > Date.parse(b) ? a : b

// The last entry of a record is what landed last.
function newestVersions(ledger: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return [...new Map(ledger.map((entry) => [entry[0], entry])).values()].slice(-ledgerLimit)
}
