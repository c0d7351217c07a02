import { SyncError } from '../../contract/errors.ts'
import type { Table } from '../../contract/table.ts'
import { changesTo } from '../sql/evolve.ts'
import { refuseOtherOwner } from '../sql/ownership.ts'
import { keptTables, landedTable } from '../sql/physical-table.ts'
import type { Statement } from '../sql/statement.ts'
import { createStage } from './bootstrap.ts'
import { presentTables } from './catalog.ts'
import type { SnowflakeSession } from './session.ts'
import { rowsOf } from './sessions.ts'
import { type SnowflakeSite, stagePath } from './site.ts'
import { removeFiles } from './staging.ts'

/**
 * Creates or widens the tables; nothing is changed when one of them cannot be. A role that may not is told what
 * the owner has to run.
 */
export async function migrateTables(
  site: SnowflakeSite,
  session: SnowflakeSession,
  sync: string,
  tables: readonly Table[],
): Promise<void> {
  const select = (statement: Statement) => rowsOf(session, statement)
  const wanted = [...keptTables, ...tables.map(landedTable)]
  const changes = changesTo(site.place, wanted, await presentTables(site, select))
  await ensureStage(site, session)
  const refused = await define(session, changes)
  if (refused.length > 0) throw ownerNeeded(refused)
  await refuseOtherOwner(site.place, select, sync, tables)
}

/** A stage that an administrator made needs no right to create one, only to write to it. */
async function ensureStage(site: SnowflakeSite, session: SnowflakeSession): Promise<void> {
  try {
    await session.run(createStage(site))
  } catch (error) {
    if (!isForbidden(error)) throw error
    await session.run(removeFiles(stagePath(site, 'none'))).catch(() => {
      throw error
    })
  }
}

/** Runs the changes; gives those that only the owner of a table may make. A comment is not worth a failure. */
async function define(
  session: SnowflakeSession,
  changes: readonly Statement[],
): Promise<readonly Statement[]> {
  const refused: Statement[] = []
  for (const change of changes) {
    try {
      await session.run(change)
    } catch (error) {
      if (!isForbidden(error) || change.sql.startsWith('CREATE')) throw error
      if (change.sql.startsWith('ALTER')) refused.push(change)
    }
  }
  return refused
}

function ownerNeeded(refused: readonly Statement[]): SyncError {
  const statements = refused.map(({ sql }) => `${sql.replaceAll(/\s+/g, ' ')};`).join(' ')
  const message = `The role may not widen the tables: let their owner run this, then run again: ${statements}`
  return new SyncError('config', message, { code: 'owner_needed' })
}

function isForbidden(error: unknown): boolean {
  return error instanceof SyncError && error.code === 'not_authorized'
}
