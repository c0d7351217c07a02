import type { RunEvent } from '../contract/events.ts'
import { counted, paceOf, rowsOf, strategies } from '../words.ts'
import { openBars } from './bars.ts'
import type { Io } from './io.ts'
import { openPaces, type Paces } from './paces.ts'

/** Shows a run while it runs: bars on a terminal, plain lines elsewhere. */
export interface Progress {
  show(event: RunEvent): void
  close(): void
}

/** Rates go by this clock. */
export function openProgress(io: Io, now: () => number = Date.now): Progress {
  const paces = openPaces(now)
  return io.terminal ? openBars(io.terminal, paces) : openLines(io, paces, now)
}

/** How often, at most, a run that nobody watches says how far it is, in milliseconds. */
export const lineEveryMs = 30_000

function openLines(io: Io, paces: Paces, now: () => number): Progress {
  let saidAt = now()
  return {
    show(event) {
      paces.hear(event)
      const line = lineOf(event)
      if (line !== undefined) io.err(line)
      else if (now() - saidAt >= lineEveryMs && paces.underWay.size > 0) io.err(standings(paces))
      else return
      saidAt = now()
    },
    close() {},
  }
}

function lineOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'stream_started': {
      const expected = event.expected === undefined ? '' : `, about ${counted(event.expected)} rows`
      return `${event.stream}: ${strategies[event.strategy]}, ${event.because}${expected}`
    }
    case 'stream_finished':
      return `${event.stream}: ${event.report.verdict}, ${counted(event.report.listed)} listed`
    default:
      return undefined
  }
}

function standings({ underWay }: Paces): string {
  const parts = [...underWay].map(([stream, pace]) => {
    const standing = pace.standing()
    return `${stream} ${[rowsOf(standing), ...paceOf(standing)].join(', ')}`
  })
  return parts.join('; ')
}
