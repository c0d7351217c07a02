import type { Table } from '../../contract/table.ts'
import { createSchema } from '../sql/define.ts'
import { changesTo } from '../sql/evolve.ts'
import { refuseOtherOwner } from '../sql/ownership.ts'
import { keptTables, landedTable } from '../sql/physical-table.ts'
import type { Statement } from '../sql/statement.ts'
import { presentTables } from './catalog.ts'
import { inTurn, type Site, select } from './connections.ts'

/** Creates or widens the tables; nothing is changed when one of them cannot be. */
export async function migrateTables(site: Site, sync: string, tables: readonly Table[]): Promise<void> {
  const wanted = [...keptTables, ...tables.map(landedTable)]
  const changes = changesTo(site.place, wanted, await presentTables(site))
  if (changes.length > 0) await apply(site, [createSchema(site.place), ...changes])
  await refuseOtherOwner(site.place, (statement) => select(site, statement), sync, tables)
}

async function apply(site: Site, changes: readonly Statement[]): Promise<void> {
  await inTurn(site, async (session) => {
    for (const change of changes) await session.run(change)
  })
}
