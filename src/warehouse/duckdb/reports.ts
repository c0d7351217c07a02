import { z } from 'zod'
import { SyncError } from '../../contract/errors.ts'
import type { StreamReport } from '../../contract/report.ts'
import { systemTables } from '../../contract/table.ts'
import { deleteReport, insertReport, reportColumns, selectReports } from '../sql/runs.ts'
import { hasTable } from './catalog.ts'
import { inTurn, type Site, select } from './connections.ts'

/** Writes a report in place of an earlier one of the same run and stream. */
export async function writeReport(site: Site, report: StreamReport): Promise<void> {
  await inTurn(site, async (session) => {
    await session.run(deleteReport(site.place, report))
    await session.run(insertReport(site.place, report))
  })
}

export async function readReports(
  site: Site | undefined,
  sync: string,
  limit: number,
): Promise<readonly StreamReport[]> {
  if (site === undefined || !(await hasTable(site, systemTables.runs))) return []
  const rows = await select(site, selectReports(site.place, sync, limit))
  return rows.map((row) => reportOf(row))
}

const fields = Object.values(reportColumns)
const count = z.number()

const storedReport = z.object({
  runId: z.string(),
  sync: z.string(),
  stream: z.string(),
  strategy: z.enum(['full_refresh', 'incremental']),
  behaviour: z.enum(['merge', 'append', 'replace']),
  verdict: z.enum(['succeeded', 'incomplete', 'failed', 'cancelled']),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  kind: z.string().nullable(),
  listed: count,
  landed: count,
  new: count,
  changed: count,
  unchanged: count,
  deduplicated: count,
  deleted: count,
  isolated: count,
  skipped: count,
  requests: count,
  retries: count,
  throttledMs: count,
  bytes: count,
  startedAt: z.coerce.date(),
  finishedAt: z.coerce.date(),
}) satisfies z.ZodType<StreamReport>

function reportOf(row: readonly unknown[]): StreamReport {
  const stored = storedReport.safeParse(Object.fromEntries(fields.map((field, index) => [field, row[index]])))
  if (stored.success) return stored.data
  throw new SyncError('config', `A row of ${systemTables.runs} was changed by hand: remove it.`, {
    code: 'report_unreadable',
    cause: stored.error,
  })
}
