import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Warehouse } from '../../contract/warehouse.ts'
import { acquireLease, defaultLeaseMs } from '../leases.ts'
import { makeStagingFolder } from '../staging-folder.ts'
import { openBooks } from './books.ts'
import { useSchema } from './bootstrap.ts'
import { proveGrants } from './check.ts'
import { leaseBook } from './leases.ts'
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
  /** How long a run that shows no sign of life keeps its lease. Default 3 minutes. */
  readonly leaseMs?: number
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
    leaseMs = defaultLeaseMs,
  } = settings
  const site = siteOf(settings)
  const folder = await makeStagingFolder(temporaryDirectory)
  const books = openKeeper({ open: openSession, tag: { app: 'confluence-sync' } })
  const leases = leaseBook(site, books, leaseMs)
  const leased = new Set<string>()
  const reader = openKeeper({
    open: openSession,
    tag: { app: 'confluence-sync', purpose: 'query' },
    prepare: [useSchema(site)],
  })
  const loading = { site, openSession, folder, now, maximumRowBytes, maximumFileBytes }
  return {
    ...openBooks(site, books, leases),
    check: () => books.use((session) => proveGrants(site, session, folder)),
    migrate: (sync, tables) => books.use((session) => migrateTables(site, session, sync, tables)),
    async acquireLease(sync, runId) {
      const lease = await acquireLease(leases, { sync, runId })
      leased.add(runId)
      return lease
    },
    openLoad: (request) => openSnowflakeLoad({ ...loading, leased: leased.has(request.runId) }, request),
    query: (sql, bounds) => queryReadOnly(reader, sql, bounds),
    async [Symbol.asyncDispose]() {
      await books[Symbol.asyncDispose]()
      await reader[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
