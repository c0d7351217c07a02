import { systemTables, type Table } from '../../contract/table.ts'
import { refuseWhileHeld } from '../leases.ts'
import { refuseOtherOwner } from '../sql/ownership.ts'
import { deleteRows, forgetStream, forgettable } from '../sql/reset.ts'
import { presentTables } from './catalog.ts'
import { inTurn, type Site, select } from './connections.ts'
import { leaseBook } from './leases.ts'
import type { Session } from './session.ts'

/** Removes the rows of these tables and everything known of them, in one transaction; returns the rows removed. */
export async function resetStreams(
  site: Site | undefined,
  sync: string,
  tables: readonly Table[],
  leaseMs: number,
): Promise<number> {
  if (site === undefined) return 0
  const present = await presentTables(site)
  if (present.has(systemTables.state)) {
    await refuseOtherOwner(site.place, (statement) => select(site, statement), sync, tables)
  }
  if (present.has(systemTables.leases)) await refuseWhileHeld(leaseBook(site, leaseMs), sync)
  const there = (name: string) => present.has(name.toLowerCase())
  return inTurn(site, async (session) => {
    let removed = 0
    for (const { name } of tables) {
      if (there(name)) removed += await session.run(deleteRows(site.place, name))
      await forget(site, session, forgettable.filter(there), sync, name)
    }
    return removed
  })
}

async function forget(
  { place }: Site,
  session: Session,
  tables: readonly string[],
  sync: string,
  stream: string,
): Promise<void> {
  for (const table of tables) await session.run(forgetStream(place, table, sync, stream))
}
