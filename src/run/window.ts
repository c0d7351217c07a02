import type { LedgerEntry, ReadUnderWay, SyncState } from './state.ts'

/** The most entries a ledger keeps; what falls out is read again and merges as unchanged. */
export const ledgerLimit = 2_000

/** What the window needs to know of a row. */
export interface Stamped {
  readonly id: string
  readonly version: number | null
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
  /** Where the next incremental read starts from, once this one is complete. */
  close(): Pick<SyncState, 'cursor' | 'ledger'>
}

/**
 * The boundary of incremental reading: which rows are known already, and how far the cursor may move.
 *
 *            since = cursor − overlap          cursor                    startedAt
 *   ────────────┼─────────────────────────────────┼──────────────────────────┼────────▶ update stamps
 *   landed      │ read again; known (id, version) │ news                     │ news, and read again
 *   before      │ pairs do not land twice         │                          │ by the next run
 *
 * The new cursor is the newest stamp listed, and never later than the moment the read began: a row that
 * changed while it was read may have been listed in its old form.
 */
export function openWindow(state: SyncState, read: ReadUnderWay, overlapMs: number): Window {
  const known = new Set(state.ledger.map(([id, version]) => pair(id, version)))
  let newest = read.newest
  let ledger: LedgerEntry[] = [...read.ledger]
  const cursor = () => earlier(newest ?? state.cursor ?? read.startedAt, read.startedAt)
  const trim = () => {
    const floor = minuteOf(Date.parse(cursor()) - overlapMs)
    ledger = ledger.filter(([, , stamp]) => Date.parse(stamp) >= floor).slice(-ledgerLimit)
  }
  return {
    isNews: (row) => row.version === null || !known.has(pair(row.id, row.version)),
    note({ id, version, stamp }) {
      if (stamp === null) return
      if (newest === undefined || stamp > newest) newest = stamp
      if (Date.parse(stamp) >= minuteOf(Date.parse(cursor()) - overlapMs)) ledger.push([id, version, stamp])
      if (ledger.length > 2 * ledgerLimit) trim()
    },
    progress() {
      trim()
      return { ...(newest === undefined ? {} : { newest }), ledger: copy(ledger) }
    },
    close() {
      trim()
      const carried = state.ledger.filter(
        ([, , stamp]) => Date.parse(stamp) >= Date.parse(cursor()) - overlapMs,
      )
      return { cursor: later(state.cursor, cursor()), ledger: copy(newestVersions([...carried, ...ledger])) }
    },
  }
}

const pair = (id: string, version: number | null) => `${version}:${id}`
const copy = (ledger: readonly LedgerEntry[]) =>
  ledger.map(([id, version, stamp]): [string, number | null, string] => [id, version, stamp])
const earlier = (a: string, b: string) => (Date.parse(a) < Date.parse(b) ? a : b)
const later = (a: string | undefined, b: string) => (a !== undefined && Date.parse(a) > Date.parse(b) ? a : b)

// CQL compares whole minutes, so the ledger covers the minute that the overlap ends in.
const minuteOf = (milliseconds: number) => Math.floor(milliseconds / 60_000) * 60_000

function newestVersions(ledger: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return [...new Map(ledger.map((entry) => [pair(entry[0], entry[1]), entry])).values()].slice(-ledgerLimit)
}
