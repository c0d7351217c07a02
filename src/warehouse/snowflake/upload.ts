import type { LoadRequest } from '../../contract/warehouse.ts'
import { expectCount } from '../checkpoint.ts'
import type { Statement } from '../sql/statement.ts'
import type { SnowflakeSession } from './session.ts'
import { type SnowflakeSite, stagePath } from './site.ts'
import type { StagedFiles } from './staged-files.ts'
import {
  copyFiles,
  copyInto,
  createStagingTable,
  dropStagingTable,
  removeFiles,
  removeMatching,
} from './staging.ts'

/** The files of one batch on the stage, where nobody else puts any. */
export interface Upload {
  /** Uploads what is not there yet, and copies all of it into a new staging table of this session. */
  fill(session: SnowflakeSession, batch: StagedFiles): Promise<void>
  /** Removes the files and the staging table. */
  clear(session: SnowflakeSession): Promise<void>
  /** Whether files may be left on the stage. */
  readonly pending: boolean
}

export function openUpload(site: SnowflakeSite, request: LoadRequest, now: Date): Upload {
  const { table } = request
  const path = uploadPath(site, request, now, crypto.randomUUID())
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

/** Where the files of one batch are: below the sync, the stream, the day and the run. */
export function uploadPath(
  site: SnowflakeSite,
  { sync, table, runId }: Pick<LoadRequest, 'sync' | 'table' | 'runId'>,
  now: Date,
  batch: string,
): string {
  return stagePath(site, sync, table.name, `${dayPrefix}${dayOf(now)}`, runId, batch)
}

/**
 * Removes what runs of this stream left on the stage before yesterday. A run removes its files as soon as they are
 * committed: these are of runs that died, and a run under way keeps its own.
 */
export function removeLeftovers(
  site: SnowflakeSite,
  { sync, table }: Pick<LoadRequest, 'sync' | 'table'>,
  now: Date,
): Statement {
  const days = smallerThan(String(dayOf(now) - 1))
  return removeMatching(stagePath(site, sync, table.name), `.*/${dayPrefix}(${days})(/[^/]*){3}`)
}

const dayPrefix = 'day-'

function dayOf(now: Date): number {
  return Math.floor(now.getTime() / (24 * 60 * 60 * 1000))
}

/** A regular expression for the numbers of as many digits that are smaller. */
function smallerThan(digits: string): string {
  const smaller = [...digits].flatMap((digit, place) => {
    if (digit === '0') return []
    const rest = '[0-9]'.repeat(digits.length - place - 1)
    return [`${digits.slice(0, place)}[0-${Number(digit) - 1}]${rest}`]
  })
  return smaller.join('|')
}
