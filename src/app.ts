import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { jsonSchemaOf } from './catalog/json-schema-of.ts'
import { tableOf } from './catalog/table-of.ts'
import type { SyncConfig } from './config.ts'
import { connectionSettings, resolveConfig, resolveWarehouse } from './config.ts'
import { SyncError, toSyncError } from './contract/errors.ts'
import type { RunEvent } from './contract/events.ts'
import type { CheckStep, Plugin, Surroundings } from './contract/plugin.ts'
import { type ControlOptions, type OpenControl, openControl } from './control/open-control.ts'
import type { Access, App, CatalogEntry, Place, PlanOptions, SyncOptions } from './engine.ts'
import { loadManifest, loadPlugin, packageRoot } from './manifest/load.ts'
import { withChosenColumns } from './run/choose-columns.ts'
import { planRun, type RunPlan } from './run/run-plan.ts'
import { signInAndRun } from './run/sign-in.ts'
import { type Books, openBooks } from './store/books.ts'
import { openHome } from './store/home.ts'
import { openVault } from './store/vault.ts'
import { type ConfiguredWarehouse, warehouseForms } from './warehouse/kinds.ts'

export type { SyncConfig } from './config.ts'
export { narrow } from './config.ts'
export type { Environment } from './config-text.ts'
export { readConfigText } from './config-text.ts'
export type { App, CatalogEntry, Place, PlanOptions, SyncOptions } from './engine.ts'
export { packageVersion } from './manifest/load.ts'
export type { RunPlan, StreamPlan } from './run/run-plan.ts'
export { type StreamStatus, streamStatuses } from './run/stream-status.ts'
export { storeIn } from './store/home.ts'

const systemSurroundings: Surroundings = {
  now: Date.now,
  sleep: (delayMs, signal) => wait(delayMs, undefined, { signal }),
  random: Math.random,
}

/** The operations on a home folder's store, with the program around them. */
export interface ServedControl extends OpenControl {
  readonly books: Books
  readonly now: () => number
}

export interface HomeOptions
  extends Omit<ControlOptions, 'app' | 'books' | 'vault' | 'surroundings' | 'folder'> {
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly surroundings?: Surroundings
}

/** Throws SyncError `config` where the home folder, the key or the store cannot be used. */
export async function openHomeControl(app: App, options: HomeOptions): Promise<ServedControl> {
  const { surroundings = systemSurroundings, ...rest } = options
  const home = await openHome(options.home, options.environment)
  const books = openBooks(home.store)
  const vault = openVault(home.key)
  const control = openControl({ ...rest, app, books, vault, surroundings, folder: home.warehouses })
  return {
    ...control,
    books,
    now: surroundings.now,
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]()
      books[Symbol.dispose]()
    },
  }
}

/** The composition root: the manifest's plugin with the engine around it. */
export async function openApp(surroundings: Surroundings = systemSurroundings): Promise<App> {
  const root = packageRoot()
  const manifest = await loadManifest(root)
  const plugin = await loadPlugin(root, manifest)
  return {
    manifest,
    plugin,
    configure: (raw) => resolveConfig(plugin, raw),
    check: (config, place) => check(plugin, surroundings, config, place),
    validateConnection: (method, settings) => void connectionSettings(plugin, method, settings),
    checkConnection: (access) => checkConnection(plugin, surroundings, access),
    checkWarehouse: (settings, place) => checkWarehouse(resolveWarehouse(settings), place),
    tryClause: (access, clause) =>
      explore(plugin.tryClause)({ ...accessTo(plugin, access), surroundings }, clause),
    findSpaces: (access, search) =>
      explore(plugin.findSpaces)({ ...accessTo(plugin, access), surroundings }, search),
    withSpaces: (clause, keys) => explore(plugin.withSpaces)(clause, keys),
    warehouseForms,
    sync: (config, options) => sync(plugin, surroundings, config, options),
    plan: (config, options) => plan(plugin, surroundings, config, options),
    async withWarehouse(config, folder, action) {
      await using warehouse = await config.warehouse.open({ folder, create: false, signal: never })
      return await action(warehouse)
    },
    catalog: () => plugin.streams.map(catalogEntry),
  }
}

async function* check(
  plugin: Plugin,
  surroundings: Surroundings,
  config: SyncConfig,
  place: Place,
): AsyncGenerator<CheckStep> {
  yield* plugin.check({ ...connectRequest(config, place.signal), surroundings })
  yield* checkWarehouse(config.warehouse, place)
}

async function* checkWarehouse(configured: ConfiguredWarehouse, place: Place): AsyncGenerator<CheckStep> {
  const name = 'warehouse_writable'
  try {
    await using warehouse = await configured.open({ ...place, create: true })
    await warehouse.check()
    yield { name, passed: true, message: 'The warehouse can be written.' }
    for (const warning of configured.warnings)
      yield { name: 'warehouse_warning', passed: true, message: `Warning: ${warning}` }
  } catch (error) {
    const failure = toSyncError(error)
    yield { name, passed: false, message: failure.message, error: failure }
  }
}

async function* checkConnection(
  plugin: Plugin,
  surroundings: Surroundings,
  access: Access,
): AsyncGenerator<CheckStep> {
  yield* plugin.check({ ...accessTo(plugin, access), surroundings })
}

function accessTo(plugin: Plugin, { method, settings, signal }: Access) {
  return { method, settings: connectionSettings(plugin, method, settings), parameters: {}, signal }
}

function explore<Question>(question: Question | undefined): Question {
  if (question) return question
  throw new SyncError('config', 'This plugin cannot answer that.', { code: 'not_offered' })
}

async function* sync(
  plugin: Plugin,
  surroundings: Surroundings,
  config: SyncConfig,
  options: SyncOptions,
): AsyncGenerator<RunEvent> {
  const { signal, folder } = options
  const landing = new Map(config.streams.map(({ stream, table }) => [stream.name, table]))
  yield* signInAndRun({
    connect: (signal) => plugin.connect({ ...connectRequest(config, signal), surroundings }),
    openWarehouse: async () =>
      withChosenColumns(await config.warehouse.open({ folder, create: true, signal }), config.streams),
    sync: config.name,
    runId: randomUUID(),
    streams: config.streams,
    catalog: plugin.streams.map((stream) => landing.get(stream.name) ?? tableOf(stream)),
    parameters: config.parameters,
    fullRefresh: options.fullRefresh ?? false,
    allowDeletes: options.allowDeletes ?? false,
    estimate: options.estimate ?? false,
    limits: config.limits,
    surroundings,
    signal,
  })
}

async function plan(
  plugin: Plugin,
  surroundings: Surroundings,
  config: SyncConfig,
  options: PlanOptions,
): Promise<RunPlan> {
  const { signal, folder, fullRefresh = false } = options
  await using connection = await plugin.connect({ ...connectRequest(config, signal), surroundings })
  await using warehouse = await config.warehouse.open({ folder, create: false, readOnly: true, signal })
  const { name: sync, streams, parameters, limits } = config
  const request = { sync, streams, parameters, limits, fullRefresh, surroundings, signal }
  return await planRun({ ...request, runId: randomUUID(), connection, warehouse })
}

/** For what is asked and answered at once, and not called off. */
const never = new AbortController().signal

const connectRequest = ({ method, settings, parameters }: SyncConfig, signal: AbortSignal) => ({
  method,
  settings,
  parameters,
  signal,
})

function catalogEntry(stream: Plugin['streams'][number]): CatalogEntry {
  const { name, description, primaryKey, strategies, cursorFields = [] } = stream
  return { name, description, primaryKey, strategies, cursorFields, jsonSchema: jsonSchemaOf(stream) }
}
