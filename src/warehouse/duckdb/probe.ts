import { mkdtemp, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createSchema } from '../sql/define.ts'
import { relation, statement } from '../sql/statement.ts'
import { toWriteError } from '../write-failures.ts'
import { type Site, withSession } from './connections.ts'
import type { DatabaseSettings } from './database.ts'
import { nothingSynced } from './nothing-synced.ts'
import type { Session } from './session.ts'

/** Creates, fills and forgets a table; where there is no file yet, tries its folder instead. */
export async function proveWritable(
  site: Site | undefined,
  { path }: DatabaseSettings,
  create: boolean,
): Promise<void> {
  if (site !== undefined) return proveTables(site)
  if (!create) throw nothingSynced(path)
  await proveFolder(path)
}

async function proveTables(site: Site): Promise<void> {
  await site.database.commits(() => withSession(site, (session) => rehearse(site, session)))
}

/** Everything is rolled back, the schema too. */
async function rehearse({ place }: Site, session: Session): Promise<void> {
  const probe = relation(place, '_sync_check')
  await session.run(statement(['BEGIN TRANSACTION']))
  try {
    await session.run(createSchema(place))
    await session.run(statement([`CREATE TABLE ${probe} (written BOOLEAN)`]))
    await session.run(statement([`INSERT INTO ${probe} VALUES (true)`]))
  } finally {
    await session.run(statement(['ROLLBACK']))
  }
}

async function proveFolder(path: string): Promise<void> {
  try {
    await stat(dirname(path))
    await rmdir(await mkdtemp(join(dirname(path), '.confluence-sync-check-')))
  } catch (error) {
    throw toWriteError(error, path)
  }
}
