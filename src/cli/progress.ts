import type { RunEvent } from '../contract/events.ts'
import { counted, paceOf, rowsOf, strategies } from '../words.ts'
import { openBars } from './bars.ts'
import type { Io } from './io.ts'
import { openPaces, type Paces } from './paces.ts'

/** Shows a run while it runs: bars on a terminal, plain lines with the time (UTC) elsewhere, as logs need it. */
export interface Progress {
  show(event: RunEvent): void
  close(): void
}

/** Rates and times go by this clock. */
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
      const isTime = now() - saidAt >= lineEveryMs && paces.underWay.size > 0
      const line = lineOf(event) ?? (isTime ? standings(paces) : undefined)
      if (line === undefined) return
      saidAt = now()
      io.err(`${new Date(saidAt).toISOString()} ${line}`)
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
