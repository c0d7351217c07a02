import type { LoadRequest } from '../../contract/warehouse.ts'
import { expectCount } from '../checkpoint.ts'
import type { SnowflakeSession } from './session.ts'
import { type SnowflakeSite, stagePath } from './site.ts'
import type { StagedFiles } from './staged-files.ts'
import {
  copyFiles,
  copyInto,
  createStagingTable,
  dropStagingTable,
  listFiles,
  removeFiles,
} from './staging.ts'

/** The files of one load on the stage, where no other load puts any. */
export interface Upload {
  /** Uploads what is not there yet, and copies all of it into a new staging table of this session. */
  fill(session: SnowflakeSession, batch: StagedFiles): Promise<void>
  /** Removes the files and the staging table. */
  clear(session: SnowflakeSession): Promise<void>
  /** Whether files may be left on the stage. */
  readonly pending: boolean
}

export function openUpload(site: SnowflakeSite, request: LoadRequest): Upload {
  const { table, sync, runId } = request
  const path = stagePath(site, sync, table.name, runId, crypto.randomUUID())
  const uploaded = new Set<string>()
  return {
    get pending() {
      return uploaded.size > 0
    },
    async fill(session, batch) {
      for (const file of batch.files) {
        if (uploaded.has(file.name)) continue
        await session.put(file.path, path)
        uploaded.add(file.name)
      }
      await session.run(createStagingTable(site, table))
      const names = batch.files.map(({ name }) => name)
      let loaded = 0
      for (let start = 0; start < names.length; start += copyFiles) {
        loaded += await copy(session, names.slice(start, start + copyFiles))
      }
      expectCount(request, loaded, batch.rows)
    },
    async clear(session) {
      await session.run(removeFiles(path))
      uploaded.clear()
      await session.run(dropStagingTable(site, table))
    },
  }

  async function copy(session: SnowflakeSession, names: readonly string[]): Promise<number> {
    const { columns, rows } = await session.run(copyInto(site, table, path, names))
    const column = (name: string) => columns.findIndex((one) => one.toLowerCase() === name)
    const whole = rows.filter((row) => String(row[column('status')]).toUpperCase() === 'LOADED')
    return whole.reduce((sum, row) => sum + Number(row[column('rows_loaded')]), 0)
  }
}

/**
 * Removes what runs of this stream left on the stage that ended more than a day ago without cleaning up. A run that
 * is still under way keeps its files.
 */
export async function removeLeftovers(
  site: SnowflakeSite,
  session: SnowflakeSession,
  { sync, table, runId }: LoadRequest,
  now: Date,
): Promise<void> {
  const folder = stagePath(site, sync, table.name)
  const { columns, rows } = await session.run(listFiles(folder))
  const column = (name: string) => columns.findIndex((one) => one.toLowerCase() === name)
  const newest = new Map<string, number>()
  for (const row of rows) {
    const run = String(row[column('name')]).split('/').at(runFromTheEnd) ?? ''
    const changed = Date.parse(String(row[column('last_modified')]))
    newest.set(run, Math.max(newest.get(run) ?? 0, Number.isNaN(changed) ? now.getTime() : changed))
  }
  for (const [run, changed] of newest) {
    if (run === '' || run === runId || now.getTime() - changed < dayMs) continue
    await session.run(removeFiles(`${folder}${run}/`))
  }
}

/** A file is listed as stage/sync/stream/run/load/file. */
const runFromTheEnd = -3

const dayMs = 24 * 60 * 60 * 1000
