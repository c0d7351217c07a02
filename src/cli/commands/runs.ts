import type { App } from '../../app.ts'
import type { StreamReport } from '../../contract/report.ts'
import { counted } from '../../words.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'
import { openTable, printable, seconds, secondsOf } from '../tables.ts'

export interface RunsFlags {
  config: string
  limit: number
  json?: boolean
}

/** The history as the warehouse keeps it, newest first. */
export async function runs(app: App, io: Io, options: RunsFlags): Promise<number> {
  const { config, folder } = await configure(app, io, options.config)
  const reports = await app.withWarehouse(config, folder, (warehouse) =>
    warehouse.reports(config.name, options.limit),
  )
  if (options.json) io.out(JSON.stringify({ runs: reports }))
  else if (reports.length === 0)
    io.out(`Nothing ran yet. Start with: confluence-sync sync --config ${options.config}`)
  else io.out(historyTable(reports))
  return exitCodes.succeeded
}

const counts = ['listed', 'new', 'changed', 'deleted', 'requests'] as const
const left = ['run', 'started (UTC)', 'stream', 'strategy'] as const
const head = [...left, ...counts, 'seconds', 'verdict', 'reason']
const reasonWidth = 60

/** The run's name stands on its first line alone, so that one sees where it begins. */
function historyTable(reports: readonly StreamReport[]): string {
  const colWidths = head.map((name) => (name === 'reason' ? reasonWidth + 2 : null))
  const table = openTable(head, [...counts, 'seconds'], { colWidths, wordWrap: true })
  for (const [index, report] of reports.entries()) {
    const isFirst = reports[index - 1]?.runId !== report.runId
    table.push([
      isFirst ? report.runId.slice(0, 8) : '',
      secondsOf(report.startedAt),
      report.stream,
      report.strategy,
      ...counts.map((name) => counted(report[name])),
      seconds(report).toFixed(1),
      report.verdict,
      breakable(printable(report.reason ?? '')),
    ])
  }
  return table.toString()
}

/** The table cuts words that are wider than their column. */
const breakable = (text: string): string => text.replace(new RegExp(`\\S{${reasonWidth}}`, 'g'), '$& ')
