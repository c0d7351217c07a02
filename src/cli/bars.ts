import type { MultiBar, SingleBar } from 'cli-progress'
import progressBars from 'cli-progress'
import type { RunEvent } from '../contract/events.ts'
import { counted, paceOf, rowsOf, strategies } from '../words.ts'
import type { Paces } from './paces.ts'
import type { Progress } from './progress.ts'

/** A bar a stream, redrawn in place. */
export function openBars(terminal: NodeJS.WriteStream, paces: Paces): Progress {
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
      paces.hear(event)
      if (event.type === 'run_started')
        for (const name of event.streams) shown.set(name, waitingBar(all, name, event.streams))
      if ('stream' in event) advance(shown.get(event.stream), event, paces)
    },
    close: () => all.stop(),
  }
}

function waitingBar(all: MultiBar, name: string, names: readonly string[]): SingleBar {
  const width = Math.max(...names.map(({ length }) => length))
  return all.create(0, 0, { name: name.padEnd(width), rows: '', note: 'waiting' })
}

function advance(bar: SingleBar | undefined, event: RunEvent, { underWay }: Paces): void {
  if (event.type === 'stream_started') {
    bar?.setTotal(event.expected ?? 0)
    bar?.update(0, { note: strategies[event.strategy] })
  }
  if (event.type === 'page_read') {
    // A listing that gives no total, or outgrows it, shows its count on a full bar.
    if (event.listed > (bar?.getTotal() ?? 0)) bar?.setTotal(event.listed)
    const standing = underWay.get(event.stream)?.standing() ?? { rows: event.listed }
    bar?.update(event.listed, { rows: rowsOf(standing), note: paceOf(standing).join(', ') })
  }
  if (event.type === 'stream_finished') {
    const { listed, verdict } = event.report
    bar?.setTotal(Math.max(listed, 1))
    bar?.update(Math.max(listed, 1), { rows: counted(listed), note: verdict })
  }
}
