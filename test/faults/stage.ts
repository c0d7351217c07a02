import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, SyncConfig } from '../../src/app.ts'
import { narrow, openApp } from '../../src/app.ts'
import { SyncError, toSyncError } from '../../src/contract/errors.ts'
import type { StreamReport } from '../../src/contract/report.ts'
import { openChance } from './chance.ts'
import { type Clock, openClock } from './clock.ts'
import { type Landed, nothingLanded, readLanded } from './landed.ts'
import type { TrialPlan } from './plan.ts'
import { openTrialSite, type TrialSite, type TrueRows } from './site.ts'
import { readWhole, type WholeRows } from './whole-rows.ts'

/** What a run said of a stream; of all streams, when it never got to them. */
export type Said = Pick<StreamReport, 'verdict' | 'reason' | 'kind' | 'strategy'>

export interface Ran {
  readonly said: ReadonlyMap<string, Said>
}

/** A site, a warehouse and the product between them. */
export interface Stage extends AsyncDisposable {
  readonly site: TrialSite
  readonly clock: Clock
  readonly streams: readonly string[]
  run(options?: { readonly fullRefresh?: boolean; readonly allowDeletes?: boolean }): Promise<Ran>
  landed(): Promise<Landed>
  wholeRows(): Promise<WholeRows>
  /** What a read into an empty warehouse lands. */
  wholeRowsOfFirstRead(): Promise<WholeRows>
  truths(): Promise<ReadonlyMap<string, TrueRows>>
}

/** A run that takes longer in real time hangs. */
const longestRunMs = 150_000

export async function openStage(plan: TrialPlan): Promise<Stage> {
  const chance = openChance(plan.seed, `${plan.name} pauses`)
  const clock = openClock(plan.startsAt, () => chance.below(1000) / 1000)
  const app = await openApp(clock.surroundings)
  const folder = await mkdtemp(join(tmpdir(), 'fault-trial-'))
  const site = await openTrialSite(plan.pages, plan.seed, clock)
  const config = configOf(app, plan, site)
  const streams = config.streams.map(({ stream }) => stream.name)
  const wholeRows = (landedBy: SyncConfig) =>
    app.withWarehouse(landedBy, folder, (warehouse) => readWhole(warehouse, streams))
  return {
    ...{ site, clock, streams },
    run: (options = {}) => runOnce(app, config, streams, { folder, ...options }),
    landed: () =>
      app
        .withWarehouse(config, folder, (warehouse) =>
          readLanded(
            warehouse,
            config.streams.map(({ stream }) => stream),
          ),
        )
        .catch(nothingYet),
    wholeRows: () => wholeRows(config),
    async wholeRowsOfFirstRead() {
      const anew = configOf(app, plan, site, 'first-read.duckdb')
      await runOnce(app, anew, streams, { folder })
      return await wholeRows(anew)
    },
    async truths() {
      const clauseOf = (stream: string) => (stream === 'pages' ? plan.clause : undefined)
      const truths = streams.map(async (name) => [name, await site.truth(name, clauseOf(name))] as const)
      return new Map(await Promise.all(truths))
    },
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function configOf(app: App, plan: TrialPlan, site: TrialSite, path = 'trial.duckdb'): SyncConfig {
  // A creation stamp misses edits, and is no fault of the read.
  const choices = app.catalog().map(({ name, cursorFields }) => [name, cursorOf(cursorFields)] as const)
  const config = app.configure({
    name: 'trial',
    connection: site.connection,
    streams: Object.fromEntries(choices),
    warehouse: { type: 'duckdb', path },
    parameters: plan.clause === undefined ? {} : { cql_pages_clause: plan.clause },
  })
  // So that there is more than one checkpoint in a small site.
  const limits = { ...config.limits, batchRows: 100, viewEveryMs: 0, streamsAtOnce: plan.streamsAtOnce }
  return { ...(plan.streams === undefined ? config : narrow(config, plan.streams)), limits }
}

const cursorOf = (fields: readonly string[]) =>
  fields.includes('lastModifiedAt') ? { cursor: 'lastModifiedAt' } : {}

async function runOnce(
  app: App,
  config: SyncConfig,
  streams: readonly string[],
  options: { readonly folder: string },
): Promise<Ran> {
  const said = new Map<string, Said>()
  const signal = AbortSignal.timeout(longestRunMs)
  try {
    for await (const event of app.sync(config, { ...options, signal }))
      if (event.type === 'stream_finished') said.set(event.stream, event.report)
  } catch (error) {
    const { kind, message } = toSyncError(error)
    const failed = { verdict: 'failed', reason: message, kind, strategy: 'full_refresh' } as const
    for (const stream of streams) if (!said.has(stream)) said.set(stream, failed)
  }
  if (signal.aborted)
    for (const [stream, report] of said)
      if (report.verdict === 'cancelled') said.set(stream, { ...report, kind: 'hung' })
  return { said }
}

function nothingYet(error: unknown): Landed {
  if (error instanceof SyncError && error.code === 'nothing_synced') return nothingLanded
  throw error
}
