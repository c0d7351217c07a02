import { formOf } from '../catalog/form-of.ts'
import { tableOf } from '../catalog/table-of.ts'
import type { Surroundings } from '../contract/plugin.ts'
import type { App } from '../engine.ts'
import type { Books } from '../store/books.ts'
import type { Vault } from '../store/vault.ts'
import { openConnections } from './connections.ts'
import type { Control } from './control.ts'
import type { Core } from './core.ts'
import { openData } from './data.ts'
import { openNotifications } from './notifications.ts'
import { openPool, type Pool } from './pool.ts'
import { runViews } from './run-views.ts'
import { openRuns } from './runs.ts'
import { openSyncs, syncViews } from './syncs.ts'
import type { CatalogStream, Forms, Overview } from './views.ts'
import { openWakes } from './wakes.ts'
import type { Send } from './webhook.ts'

export interface ControlOptions {
  readonly app: App
  readonly books: Books
  readonly vault: Vault
  readonly surroundings: Surroundings
  /** Where relative paths of warehouses start. */
  readonly folder: string
  readonly anyPath?: boolean
  /** Default 2. */
  readonly runsAtOnce?: number
  /** Runs of each sync that are kept; default 1,000. */
  readonly keepRuns?: number
  readonly send?: Send
  /** Looks at what is due by itself once started; false: only when `tick` is called. Default true. */
  readonly ticks?: boolean
}

/** `Control` with what only its own process may see and do. */
export interface OpenControl extends Control {
  tick(): void
  /** Resolves when no run of this process is under way. */
  idle(): Promise<void>
  /** Why it should not be asked now; undefined while it is well. */
  unready(): string | undefined
}

const tickEveryMs = 1_000

/** The operations on one store. The store outlives it. */
export function openControl(options: ControlOptions): OpenControl {
  const { app, books, vault, surroundings, folder, anyPath = false, send = fetch } = options
  const core: Core = { app, books, vault, surroundings, folder, anyPath, wakes: openWakes() }
  const notifications = openNotifications(core, send)
  const { runsAtOnce = 2, keepRuns = 1_000 } = options
  const pool = openPool(core, { runsAtOnce, keepRuns, onEnd: notifications.onEnd })
  const closed = new AbortController()
  let isStarted = false
  const runs = openRuns(core, () => {
    if (isStarted) tryTick(pool)
  })
  return {
    start() {
      isStarted = true
      pool.tick()
      if (options.ticks ?? true) void keepTicking(core, pool, closed.signal)
    },
    tick: pool.tick,
    idle: pool.idle,
    unready: () => unready(core, pool),
    forms: () => formsOf(app),
    catalog: () => app.plugin.streams.map(catalogStream),
    questions: () => app.manifest.example_queries,
    overview: async () => overview(core),
    connections: openConnections(core),
    syncs: openSyncs(core, runs),
    runs,
    data: openData(core),
    notifications,
    async [Symbol.asyncDispose]() {
      closed.abort()
      await pool.close()
      await notifications.close()
    },
  }
}

async function keepTicking({ surroundings }: Core, pool: Pool, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await surroundings.sleep(tickEveryMs, signal).catch(() => undefined)
    if (signal.aborted) return
    tryTick(pool)
  }
}

// A store that is busy for once must not end the scheduler, nor undo what was asked for: the next look finds it.
function tryTick(pool: Pool): void {
  try {
    pool.tick()
  } catch {}
}

function unready({ books, surroundings }: Core, pool: Pool): string | undefined {
  try {
    books.connections.count()
  } catch {
    return 'The store does not answer.'
  }
  return surroundings.now() - pool.tickedAt() > 60_000 ? 'The scheduler stands still.' : undefined
}

function formsOf({ manifest, plugin, warehouseForms }: App): Forms {
  return {
    connections: manifest.connection_methods.map(({ name, description, fields }) => ({
      name,
      title: plugin.connectionMethods.find((method) => method.name === name)?.title ?? name,
      description,
      fields: fields.map(({ help_text: help, type: _, ...field }) => ({
        ...known(field),
        help,
        type: 'text' as const,
      })),
    })),
    parameters: formOf(plugin.parameters),
    ...(plugin.clauseParameter === undefined ? {} : { clause: plugin.clauseParameter }),
    warehouses: warehouseForms,
  }
}

interface Asked {
  readonly name: string
  readonly label: string
  readonly secret: boolean
  readonly required: boolean
  readonly placeholder?: string | undefined
}

function known({ name, label, secret, required, placeholder }: Asked) {
  return { name, label, secret, required, ...(placeholder === undefined ? {} : { placeholder }) }
}

function catalogStream(stream: App['plugin']['streams'][number]): CatalogStream {
  const { name, title, description, primaryKey, strategies, cursorFields = [] } = stream
  const kept = new Set([primaryKey, stream.versionField, ...cursorFields])
  const columns = tableOf(stream).columns.map(({ field, type, comment, ...column }) => ({
    ...{ field, name: column.name, type, kept: kept.has(field) },
    ...(comment === undefined ? {} : { comment }),
  }))
  const behaviours = ['merge', 'append', 'replace'] as const
  return { name, title, description, primaryKey, strategies, cursorFields, behaviours, columns }
}

function overview(core: Core): Overview {
  const { books } = core
  return {
    connections: books.connections.count(),
    syncs: books.syncs.count(),
    paused: books.syncs.countPaused(),
    queued: books.runs.count({ status: 'queued' }),
    running: books.runs.count({ status: 'running' }),
    unwell: syncViews(core, books.syncs.unwell(10)),
    recentRuns: runViews(books, books.runs.list({}, { limit: 10, offset: 0 })),
    notices: books.notices.unseen(10),
  }
}
