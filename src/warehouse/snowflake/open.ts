import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Warehouse } from '../../contract/warehouse.ts'
import { toWriteError } from '../write-failures.ts'
import { openBooks } from './books.ts'
import { useSchema } from './bootstrap.ts'
import { proveGrants } from './check.ts'
import { openSnowflakeLoad } from './load.ts'
import { migrateTables } from './migrate.ts'
import { queryReadOnly } from './query.ts'
import type { OpenSession } from './session.ts'
import { openKeeper } from './sessions.ts'
import { type SnowflakeNames, siteOf } from './site.ts'

export interface SnowflakeWarehouse extends SnowflakeNames {
  readonly openSession: OpenSession
  /** A private folder for the files of a batch is made in it. Default: the system's own for temporary files. */
  readonly temporaryDirectory?: string
  /** To tell what dead runs left on the stage. Default: the real clock. */
  readonly now?: () => Date
  /** A row whose JSON is larger loses its largest values, and `_META` says so. Default 16 MiB, which every column holds. */
  readonly maximumRowBytes?: number
  /** Compressed; a file ends with the first row beyond it. Default 100 MiB, as Snowflake advises. */
  readonly maximumFileBytes?: number
}

const mebibyte = 1024 * 1024

/**
 * A database and schema in Snowflake, which must be there. Contacts nobody before it is used; each load has a session
 * of its own, and beside them one keeps the books and one answers queries. `query` refuses what does not look like
 * reading, but Snowflake cannot be asked beforehand: the real wall is the role, which should be a reader's.
 * Throws SyncError `config` (`folder_missing`, `no_permission`) when no staging files can be made.
 */
export async function openSnowflake(settings: SnowflakeWarehouse): Promise<Warehouse> {
  const { openSession, temporaryDirectory = tmpdir() } = settings
  const {
    now = () => new Date(),
    maximumRowBytes = 16 * mebibyte,
    maximumFileBytes = 100 * mebibyte,
  } = settings
  const site = siteOf(settings)
  const folder = await makeFolder(temporaryDirectory)
  const books = openKeeper({ open: openSession, tag: { app: 'confluence-sync' } })
  const reader = openKeeper({
    open: openSession,
    tag: { app: 'confluence-sync', purpose: 'query' },
    prepare: [useSchema(site)],
  })
  const loading = { site, openSession, folder, now, maximumRowBytes, maximumFileBytes }
  return {
    ...openBooks(site, books),
    check: () => books.use((session) => proveGrants(site, session, folder)),
    migrate: (sync, tables) => books.use((session) => migrateTables(site, session, sync, tables)),
    openLoad: (request) => openSnowflakeLoad(loading, request),
    query: (sql) => queryReadOnly(reader, sql),
    async [Symbol.asyncDispose]() {
      await books[Symbol.asyncDispose]()
      await reader[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeFolder(parent: string): Promise<string> {
  const prefix = join(parent, 'confluence-sync-')
  return mkdtemp(prefix).catch((error: unknown) => {
    throw toWriteError(error, prefix)
  })
}
