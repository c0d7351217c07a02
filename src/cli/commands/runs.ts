import Table from 'cli-table3'
import type { App } from '../../app.ts'
import type { StreamReport } from '../../contract/report.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'
import { printable, seconds } from '../tables.ts'

const shown = 50

/** The history as the warehouse keeps it, newest first. */
export async function runs(app: App, io: Io, options: { config: string; json?: boolean }): Promise<number> {
  const { config, folder } = await configure(app, io, options.config)
  const reports = await app.withWarehouse(config, folder, (warehouse) =>
    warehouse.reports(config.name, shown),
  )
  if (options.json) io.out(JSON.stringify({ runs: reports }))
  else if (reports.length === 0)
    io.out(`Nothing ran yet. Start with: confluence-sync sync --config ${options.config}`)
  else io.out(historyTable(reports))
  return exitCodes.succeeded
}

function historyTable(reports: readonly StreamReport[]): string {
  const head = [
    'started',
    'stream',
    'strategy',
    'listed',
    'new',
    'changed',
    'deleted',
    'requests',
    'seconds',
    'verdict',
    'reason',
  ]
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const report of reports) {
    const { startedAt, stream, strategy, listed, changed, deleted, requests, verdict, reason } = report
    const counts = [listed, report.new, changed, deleted, requests, seconds(report)]
    table.push([startedAt.toISOString(), stream, strategy, ...counts, verdict, printable(reason ?? '')])
  }
  return table.toString()
}
