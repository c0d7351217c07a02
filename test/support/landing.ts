import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openApp } from '../../src/app.ts'
import type { RunEvent } from '../../src/contract/events.ts'
import type { Surroundings } from '../../src/contract/plugin.ts'
import type { StreamReport, Verdict } from '../../src/contract/report.ts'
import type { Site, Truth } from './site.ts'

export interface Synced {
  readonly verdict: Verdict
  /** By stream. */
  readonly reports: Readonly<Record<string, StreamReport>>
  readonly events: readonly RunEvent[]
}

/** A site on its way into a DuckDB file; nothing ever waits. */
export interface Landing extends AsyncDisposable {
  readonly folder: string
  /** Pauses that were asked for, in milliseconds. */
  readonly pauses: readonly number[]
  sync(options?: { readonly fullRefresh?: boolean; readonly allowDeletes?: boolean }): Promise<Synced>
  /** Each row as a list of its columns. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>
  /** Live rows as `id@version`, in order. */
  live(stream: string): Promise<readonly string[]>
  /** Ids of rows that are marked as gone, in order. */
  gone(stream: string): Promise<readonly string[]>
}

/** `choice`: the sync's configuration beside the connection and the warehouse. */
export async function openLanding(
  site: Pick<Site, 'config'>,
  choice: object,
  more: Partial<Surroundings> = {},
): Promise<Landing> {
  const folder = await mkdtemp(join(tmpdir(), 'landing-'))
  const { pauses, surroundings } = restless()
  const app = await openApp({ ...surroundings, ...more })
  const config = app.configure(site.config(choice))
  const { signal } = new AbortController()
  const query = async (sql: string) =>
    (await app.withWarehouse(config, folder, (warehouse) => warehouse.query(sql))).rows
  return {
    folder,
    pauses,
    async sync(options = {}) {
      const events: RunEvent[] = []
      for await (const event of app.sync(config, { ...options, folder, signal })) events.push(event)
      const last = events.at(-1)
      if (last?.type !== 'run_finished') throw new Error('the run did not finish')
      const reports = Object.fromEntries(last.reports.map((report) => [report.stream, report]))
      return { verdict: last.verdict, reports, events }
    },
    query,
    async live(stream) {
      const version = unversioned.has(stream) ? 'null' : 'version_number'
      return (await query(`select id, ${version} from ${stream} where _deleted_at is null`)).map(idAt).sort()
    },
    async gone(stream) {
      const rows = await query(`select id from ${stream} where _deleted_at is not null`)
      return rows.map(([id]) => String(id)).sort()
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

const unversioned: ReadonlySet<string> = new Set(['spaces', 'labels', 'users'])
const idAt = ([id, version]: readonly unknown[]) => `${id}@${version}`

/** The truth as `live` tells it. */
export const asLive = (truth: readonly Truth[]): readonly string[] =>
  truth.map(({ id, versionNumber }) => `${id}@${versionNumber}`).sort()

/** Surroundings in which sleeping takes no time, though the clock says that it did. */
export function restless() {
  const pauses: number[] = []
  let skippedMs = 0
  const surroundings: Surroundings = {
    now: () => Date.now() + skippedMs,
    async sleep(delayMs, signal) {
      signal.throwIfAborted()
      if (delayMs === leaseRenewalMs) return await untilAborted(signal)
      pauses.push(delayMs)
      skippedMs += delayMs
      await nextTurn()
    },
    random: () => 0.5,
  }
  return { pauses, surroundings }
}

// Time that never takes any would renew a lease without end.
const leaseRenewalMs = 45_000

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
