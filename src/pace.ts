/** How fast a stream comes in, and how far it is. */
export interface Pace {
  /** How many rows the site may have in all, where it was asked. */
  expect(rows: number | undefined): void
  /** The rows so far. */
  note(rows: number): void
  standing(): Standing
}

export interface Standing {
  readonly rows: number
  readonly expected?: number
  /** Rows a second of late; absent before it can be told. */
  readonly rate?: number
  /** From 0 to below 1; absent without an estimate, and once there are more rows than it said. */
  readonly share?: number
  /** In milliseconds; absent like the share, at first, and while so little comes in that nobody could tell. */
  readonly leftMs?: number
}

/** What lies so far back counts about a third of what is new. */
const memoryMs = 20_000
/** Too early to tell a rate. */
const earliestMs = 2_000
/** A longer time left only says that the stream stands still. */
const longestLeftMs = 30 * 24 * 3_600_000

/**
 * The rate is an average that forgets: rows of the last moments weigh most, and while nothing comes in it falls. A
 * clock that is set back costs a moment's rows, no more.
 */
export function openPace(now: () => number): Pace {
  const forgotten = (afterMs: number) => Math.exp(-afterMs / memoryMs)
  let expected: number | undefined
  let rows = 0
  let counted = 0
  let last = now()
  let watchedMs = 0
  let average = 0
  const catchUp = () => {
    const passedMs = now() - last
    if (passedMs < 0) counted = rows
    else if (passedMs > 0) {
      const kept = forgotten(passedMs)
      average = average * kept + ((rows - counted) / passedMs) * (1 - kept)
      watchedMs += passedMs
      counted = rows
    }
    last = now()
  }
  // An average that began with nothing is too low until it has forgotten that.
  const rate = () => (watchedMs < earliestMs ? undefined : (average * 1_000) / (1 - forgotten(watchedMs)))
  return {
    expect(more) {
      expected = more
    },
    note(more) {
      rows = more
      catchUp()
    },
    standing() {
      // Rows come by the page: only a long silence says that it has become slower.
      if (now() - last > memoryMs) catchUp()
      return standingOf(rows, expected, rate())
    },
  }
}

function standingOf(rows: number, expected: number | undefined, rate: number | undefined): Standing {
  const known = { rows, ...(rate === undefined ? {} : { rate }) }
  if (expected === undefined || rows >= expected) return known
  const leftMs = rate === undefined || rate <= 0 ? undefined : ((expected - rows) / rate) * 1_000
  const isTold = leftMs !== undefined && leftMs <= longestLeftMs
  return { ...known, expected, share: rows / expected, ...(isTold ? { leftMs } : {}) }
}
