import type { StreamReport } from '../../contract/report.ts'
import { systemTables } from '../../contract/table.ts'
import { deleteReport, insertReport, selectReports } from '../sql/runs.ts'
import { reportOf } from '../stored.ts'
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
