import { randomUUID } from 'node:crypto'
import { nextSlot } from '../schedule/slots.ts'
import type { StoredSync } from '../store/syncs.ts'
import { choicesOf } from './choices.ts'
import { find as findConnection, safely, settingsOf } from './connections.ts'
import type { Runs, Syncs } from './control.ts'
import { type Core, notFound, wrong } from './core.ts'
import { pageOf } from './paging.ts'
import { runViews } from './run-views.ts'
import { drawer, join, withVariables } from './secrets.ts'
import { checkPaths, draftOf, fileOf, fromAnywhere, partWarehouse, recordOf } from './sync-input.ts'
import type { HistoryPoint, RunView, Schedule, SyncView } from './views.ts'

export function openSyncs(core: Core, runs: Pick<Runs, 'cancel' | 'follow'>): Syncs {
  return { ...keeping(core, runs), ...asking(core), ...telling(core) }
}

/** Throws `not_found`. */
export function findSync({ books }: Core, id: string): StoredSync {
  const found = books.syncs.find(id)
  if (found) return found
  throw notFound('sync', id)
}

/** Validated, with every secret in place: never to be shown. */
export function configOf(core: Core, sync: ReturnType<typeof draftOf>) {
  const connection = findConnection(core, sync.connectionId)
  checkPaths(core, sync.warehouse)
  return core.app.configure({
    ...fileOf(core, sync),
    connection: { method: connection.method, ...settingsOf(core, connection) },
  })
}

type Keeping = Pick<Syncs, 'list' | 'choices' | 'get' | 'create' | 'update' | 'remove' | 'pause' | 'resume'>

function keeping(core: Core, runs: Pick<Runs, 'cancel' | 'follow'>): Keeping {
  const { books, surroundings } = core
  const get = async (id: string) => {
    const stored = findSync(core, id)
    return viewer(core, [stored])(stored)
  }
  const slotFrom = (schedule: Schedule, anchor: Date) =>
    nextSlot(schedule, anchor, new Date(surroundings.now()))
  return {
    list: async (paging = {}) =>
      pageOf(paging, books.syncs.count, (slice) => syncViews(core, books.syncs.list(slice))),
    choices: choicesOf(books.syncs.named),
    get,
    async create(input) {
      const id = randomUUID()
      const now = surroundings.now()
      const anchorAt = new Date(now)
      const draft = { ...draftOf(core, id, input), anchorAt, nextAt: slotFrom(input.schedule, anchorAt) }
      if (!books.syncs.add(draft, now))
        throw wrong(`There is a sync "${input.name}" already; choose another name.`, 'name_taken', 'name')
      return get(id)
    },
    async update(id, input) {
      const stored = findSync(core, id)
      const draft = draftOf(core, id, input, stored)
      const now = surroundings.now()
      const isSame = JSON.stringify(stored.schedule) === JSON.stringify(input.schedule)
      const anchorAt = isSame ? stored.anchorAt : new Date(now)
      const nextAt = isSame || stored.paused ? stored.nextAt : slotFrom(input.schedule, anchorAt)
      books.syncs.change({ ...draft, anchorAt, nextAt }, now)
      return get(id)
    },
    async remove(id) {
      findSync(core, id)
      const [follower] = books.syncs.followers(id)
      if (follower) throw followed(follower.name)
      books.syncs.setPaused(id, true, undefined, surroundings.now())
      // Somebody may start another one while the first is waited for.
      for (let run = books.runs.underWay(id); run; run = books.runs.underWay(id)) {
        await runs.cancel(run.id)
        for await (const _ of runs.follow(run.id, never));
      }
      books.syncs.remove(id)
    },
    async pause(id) {
      findSync(core, id)
      books.syncs.setPaused(id, true, undefined, surroundings.now())
      return get(id)
    },
    async resume(id) {
      const { schedule, anchorAt, paused } = findSync(core, id)
      // A slot that waits for the end of a run is not to be lost.
      if (paused) books.syncs.setPaused(id, false, slotFrom(schedule, anchorAt), surroundings.now())
      return get(id)
    },
  }
}

const followed = (name: string) =>
  wrong(`The sync ${name} runs after this one: give it another schedule first.`, 'sync_in_use')

const never = new AbortController().signal

function asking(
  core: Core,
): Pick<Syncs, 'plan' | 'planInput' | 'checkClause' | 'spaces' | 'withSpaces' | 'checkWarehouse'> {
  const { app, folder } = core
  const accessTo = (connectionId: string, signal: AbortSignal) => {
    const connection = findConnection(core, connectionId)
    return { method: connection.method, settings: settingsOf(core, connection), signal }
  }
  return {
    plan: async (id, signal) => plan(core, findSync(core, id), signal),
    planInput: async (input, signal, id) =>
      plan(
        core,
        draftOf(core, id ?? 'draft', input, id === undefined ? undefined : findSync(core, id)),
        signal,
      ),
    checkClause: async (connectionId, clause, signal) =>
      app.tryClause(accessTo(connectionId, signal), clause),
    spaces: async (connectionId, search, signal) => app.findSpaces(accessTo(connectionId, signal), search),
    withSpaces: app.withSpaces,
    async *checkWarehouse(settings, signal, id) {
      const parted = partWarehouse(
        core,
        id ?? 'draft',
        settings,
        id === undefined ? undefined : findSync(core, id),
      )
      checkPaths(core, parted.settings)
      const whole = join(parted, drawer(core.vault, recordOf(id ?? 'draft')).open)
      yield* safely(app.checkWarehouse(whole, { folder, signal }))
    },
  }
}

async function plan(core: Core, sync: Parameters<typeof configOf>[1], signal: AbortSignal) {
  const { app, folder } = core
  const config = configOf(core, sync)
  // Who only reads a file would keep a run of this process from writing it: it is opened for both.
  await using _open = await config.warehouse.open({ folder, create: false, signal })
  return await app.plan(config, { folder, signal })
}

function telling(core: Core): Pick<Syncs, 'export' | 'history' | 'freshness'> {
  const { books } = core
  return {
    async export(id) {
      const sync = findSync(core, id)
      const { method, settings, secrets } = findConnection(core, sync.connectionId)
      const { name, parameters, streams, warehouse, limits } = sync
      return {
        name,
        connection: { method, ...withVariables({ settings, secrets }, 'CONFLUENCE_') },
        ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
        streams,
        warehouse: withVariables(
          { settings: fromAnywhere(core, warehouse), secrets: sync.secrets },
          'WAREHOUSE_',
        ),
        ...(Object.keys(limits).length > 0 ? { limits } : {}),
      }
    },
    async history(id, limit = 50) {
      findSync(core, id)
      return books.runs.ended(id, Math.min(limit, 500)).flatMap(pointOf).reverse()
    },
    async freshness(id) {
      const sync = findSync(core, id)
      return books.streams
        .of(id)
        .map((standing) => ({ ...standing, ...ageOf(core, sync, standing.succeededAt) }))
    },
  }
}

function ageOf({ surroundings }: Core, { schedule, anchorAt, paused }: StoredSync, at: Date | null) {
  if (at === null) return { ageMs: null, dueMs: null }
  const due = paused ? undefined : nextSlot(schedule, anchorAt, at)
  return {
    ageMs: Math.max(0, surroundings.now() - at.getTime()),
    dueMs: due === undefined ? null : due.getTime() - at.getTime(),
  }
}

function pointOf({
  id,
  status,
  startedAt,
  finishedAt,
  landed,
  listed,
}: ReturnType<Core['books']['runs']['ended']>[number]): readonly HistoryPoint[] {
  if (finishedAt === undefined || status === 'queued' || status === 'running') return []
  const durationMs = finishedAt.getTime() - (startedAt ?? finishedAt).getTime()
  return [{ runId: id, finishedAt, status, durationMs, landed, listed }]
}

/** Syncs with how they stand: as many questions to the store as one takes. */
export function syncViews(core: Core, syncs: readonly StoredSync[]): readonly SyncView[] {
  return syncs.map(viewer(core, syncs))
}

function viewer({ books }: Core, syncs: readonly StoredSync[]): (sync: StoredSync) => SyncView {
  const lastIds = syncs.flatMap(({ lastRunId }) => lastRunId ?? [])
  const lasts = books.runs.these(lastIds)
  const currents = books.runs.underWayOf(syncs.map(({ id }) => id))
  const runs = runViews(books, [...lasts, ...currents])
  const last = new Map(runs.slice(0, lasts.length).map((run) => [run.id, run]))
  const current = new Map(runs.slice(lasts.length).map((run) => [run.syncId, run]))
  return (sync) => viewOf(sync, last.get(sync.lastRunId ?? ''), current.get(sync.id))
}

function viewOf(sync: StoredSync, last: RunView | undefined, current: RunView | undefined): SyncView {
  const { secrets, anchorAt: _, nextAt, lastRunId: __, ...kept } = sync
  return {
    ...kept,
    warehouseSecretsSet: Object.keys(secrets),
    ...(nextAt === undefined ? {} : { nextRunAt: nextAt }),
    ...(last === undefined ? {} : { lastRun: last }),
    ...(current === undefined ? {} : { currentRun: current }),
  }
}
