import type { StreamReport } from '../../contract/report.ts'
import { systemTables, type Table } from '../../contract/table.ts'
import type { Warehouse } from '../../contract/warehouse.ts'
import { type LeaseBook, refuseWhileHeld } from '../leases.ts'
import { openErrorIds } from '../sql/errors.ts'
import { lowered } from '../sql/evolve.ts'
import { refuseOtherOwner } from '../sql/ownership.ts'
import { deleteRows, forgetStream, forgettable } from '../sql/reset.ts'
import { deleteReport, insertReport, selectReports } from '../sql/runs.ts'
import { readState } from '../sql/state.ts'
import type { Statement } from '../sql/statement.ts'
import { reportOf, stateOf } from '../stored.ts'
import { presentTables } from './catalog.ts'
import type { SnowflakeSession } from './session.ts'
import { changeOf, plainTransaction, rowsOf, type SessionKeeper } from './sessions.ts'
import type { SnowflakeSite } from './site.ts'

type Books = Pick<Warehouse, 'readState' | 'isolatedIds' | 'recordReport' | 'reports' | 'reset'>

/** What is kept beside the streams' tables; where nothing was ever synced there is nothing, which is no failure. */
export function openBooks(site: SnowflakeSite, keeper: SessionKeeper, leases: LeaseBook): Books {
  const { place } = site
  const present = new Set<string>()
  const select = (statement: Statement) => keeper.use((session) => rowsOf(session, statement))
  // Tables are never dropped: what was there once is not asked for again.
  const has = async (name: string) => {
    if (!present.has(name)) for (const found of (await presentTables(site, select)).keys()) present.add(found)
    return present.has(name)
  }
  return {
    async readState(sync, stream) {
      const rows = (await has(systemTables.state)) ? await select(readState(place, sync, stream)) : []
      return stateOf(rows[0], stream)
    },
    async isolatedIds(sync, stream) {
      if (!(await has(systemTables.errors))) return []
      return (await select(openErrorIds(place, sync, stream))).map(([id]) => String(id))
    },
    async recordReport(report) {
      await keeper.use((session) => writeReport(site, session, report))
    },
    async reports(sync, limit) {
      if (!(await has(systemTables.runs))) return []
      return (await select(selectReports(place, sync, limit))).map((row) => reportOf(row))
    },
    async reset(sync, tables) {
      const found = await presentTables(site, select)
      if (found.has(systemTables.state)) await refuseOtherOwner(place, select, sync, tables)
      if (found.has(systemTables.leases)) await refuseWhileHeld(leases, sync)
      return keeper.use((session) => forget(site, session, new Set(found.keys()), sync, tables))
    },
  }
}

/** In place of an earlier report of the same run and stream. */
async function writeReport(
  site: SnowflakeSite,
  session: SnowflakeSession,
  report: StreamReport,
): Promise<void> {
  await plainTransaction(session, async () => {
    await session.run(deleteReport(site.place, report))
    await session.run(insertReport(site.place, report))
  })
}

/** Removes the rows of these tables and everything known of them; returns the rows removed. */
function forget(
  { place }: SnowflakeSite,
  session: SnowflakeSession,
  present: ReadonlySet<string>,
  sync: string,
  tables: readonly Table[],
): Promise<number> {
  return plainTransaction(session, async () => {
    let removed = 0
    for (const { name } of tables) {
      if (present.has(lowered(place, name))) removed += await changeOf(session, deleteRows(place, name))
      for (const kept of forgettable.filter((table) => present.has(table))) {
        await session.run(forgetStream(place, kept, sync, name))
      }
    }
    return removed
  })
}
