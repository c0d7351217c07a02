import type { MultiBar, SingleBar } from 'cli-progress'
import progressBars from 'cli-progress'
import type { RunEvent } from '../contract/events.ts'
import type { Io } from './io.ts'

/** Shows a run while it runs: bars on a terminal, plain lines elsewhere. */
export interface Progress {
  show(event: RunEvent): void
  close(): void
}

export const openProgress = (io: Io): Progress => (io.terminal ? bars(io.terminal) : lines(io))

const number = new Intl.NumberFormat('en')
const words = { full_refresh: 'full refresh', incremental: 'incremental' } as const

function lines(io: Io): Progress {
  return {
    show(event) {
      const line = lineOf(event)
      if (line !== undefined) io.err(line)
    },
    close() {},
  }
}

function lineOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'stream_started':
      return `${event.stream}: ${words[event.strategy]}, ${event.because}`
    case 'committed':
      return `${event.stream}: ${number.format(event.landed)} rows landed so far`
    case 'stream_finished':
      return `${event.stream}: ${event.report.verdict}, ${number.format(event.report.listed)} listed`
    default:
      return undefined
  }
}

function bars(terminal: NodeJS.WriteStream): Progress {
  const all = new progressBars.MultiBar(
    {
      format: '{name} {bar} {rows} {note}',
      stream: terminal,
      hideCursor: true,
      linewrap: false,
      barsize: 30,
      emptyOnZero: true,
    },
    progressBars.Presets.shades_classic,
  )
  const shown = new Map<string, SingleBar>()
  return {
    show(event) {
      if (event.type === 'run_started')
        for (const name of event.streams) shown.set(name, waitingBar(all, name, event.streams))
      if ('stream' in event) advance(shown.get(event.stream), event)
    },
    close: () => all.stop(),
  }
}

function waitingBar(all: MultiBar, name: string, names: readonly string[]): SingleBar {
  const width = Math.max(...names.map(({ length }) => length))
  return all.create(0, 0, { name: name.padEnd(width), rows: '', note: 'waiting' })
}

function advance(bar: SingleBar | undefined, event: RunEvent): void {
  if (event.type === 'stream_started') {
    bar?.setTotal(event.expected ?? 0)
    bar?.update(0, { note: words[event.strategy] })
  }
  if (event.type === 'page_read') {
    // A listing that gives no total, or outgrows it, shows its count on a full bar.
    if (event.listed > (bar?.getTotal() ?? 0)) bar?.setTotal(event.listed)
    bar?.update(event.listed, { rows: number.format(event.listed) })
  }
  if (event.type === 'stream_finished') {
    const { listed, verdict } = event.report
    bar?.setTotal(Math.max(listed, 1))
    bar?.update(Math.max(listed, 1), { rows: number.format(listed), note: verdict })
  }
}
