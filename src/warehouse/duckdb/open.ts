import type { Warehouse } from '../../contract/warehouse.ts'
import { acquireLease, defaultLeaseMs } from '../leases.ts'
import { type DatabaseSettings, inMemory } from './database.ts'
import { lazySite } from './lazy-site.ts'
import { leaseBook } from './leases.ts'
import { openDuckdbLoad } from './load.ts'
import { migrateTables } from './migrate.ts'
import { proveWritable } from './probe.ts'
import { queryReadOnly } from './query.ts'
import { readReports, writeReport } from './reports.ts'
import { resetStreams } from './reset.ts'
import { readOpenErrors, readStoredState } from './state.ts'

export interface DuckdbSettings extends DatabaseSettings {
  /** Default `main`; created when it is missing. */
  readonly schema?: string
  /** False: a file that is not there is never made; what would write throws `config` code `nothing_synced`. */
  readonly create?: boolean
  /** A row whose JSON is larger loses its largest values, and `_meta` says so. Default 16 MiB. */
  readonly maximumRowBytes?: number
  /** How long a run of this process that shows no sign of life keeps its lease. Default 3 minutes. */
  readonly leaseMs?: number
}

const defaultRowBytes = 16 * 1024 * 1024

/**
 * Opens a DuckDB file, or `:memory:`. A file that does not exist is made when something is to be written.
 * Throws SyncError `config` (`not_a_database`, `folder_missing`, `no_permission`) or `transient`
 * (`warehouse_locked`, `disk_full`, `out_of_memory`), each naming the file and the remedy.
 */
export async function openDuckdb(settings: DuckdbSettings): Promise<Warehouse> {
  const { path, schema = 'main', create = true } = settings
  const { maximumRowBytes = defaultRowBytes, leaseMs = defaultLeaseMs } = settings
  const site = lazySite(settings, schema, create || path === inMemory)
  await site.present()
  const leased = new Set<string>()
  return {
    check: async () => proveWritable(await site.present(), settings, create),
    migrate: async (sync, tables) => migrateTables(await site.writable(), sync, tables),
    readState: async (sync, stream) => readStoredState(await site.present(), sync, stream),
    isolatedIds: async (sync, stream) => readOpenErrors(await site.present(), sync, stream),
    async acquireLease(sync, runId) {
      const lease = await acquireLease(leaseBook(await site.writable(), leaseMs), { sync, runId })
      leased.add(runId)
      return lease
    },
    async openLoad(request) {
      const settings = { maximumRowBytes, leased: leased.has(request.runId) }
      return openDuckdbLoad(await site.writable(), request, settings)
    },
    recordReport: async (report) => writeReport(await site.writable(), report),
    reports: async (sync, limit) => readReports(await site.present(), sync, limit),
    query: async (sql, bounds) => queryReadOnly(await site.present(), path, sql, bounds),
    reset: async (sync, tables) => resetStreams(await site.present(), sync, tables, leaseMs),
    [Symbol.asyncDispose]: () => site.close(),
  }
}
