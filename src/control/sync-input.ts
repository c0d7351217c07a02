import { isAbsolute, relative, resolve } from 'node:path'
import { z } from 'zod'
import type { Settings } from '../contract/plugin.ts'
import { validate } from '../explain.ts'
import { validateSchedule } from '../schedule/slots.ts'
import { schedule as scheduleShape, streamChoices, syncLimits } from '../store/shapes.ts'
import type { StoredSync } from '../store/syncs.ts'
import { find as findConnection, settingsOf } from './connections.ts'
import { type Core, wrong } from './core.ts'
import { drawer, join, type Parted, part, valueAt, withValue } from './secrets.ts'
import type { Schedule, SyncInput } from './views.ts'

const shape = z.object({ streams: streamChoices, limits: syncLimits, schedule: scheduleShape })

/** What is to be stored of the input. Throws SyncError `config` with the field at fault; nothing is contacted. */
export function draftOf(core: Core, id: string, input: SyncInput, stored?: StoredSync) {
  const every = () => Object.fromEntries(core.app.plugin.streams.map((stream) => [stream.name, {}]))
  const { streams, limits, schedule } = validate(
    shape,
    { ...input, streams: input.streams === 'all' ? every() : input.streams },
    '',
  )
  if (stored && stored.name !== input.name)
    throw wrong(
      'The name of a sync names its state in the warehouse and cannot change.',
      'name_fixed',
      'name',
    )
  checkSchedule(core, id, schedule)
  const parted = partWarehouse(core, id, input.warehouse, stored)
  const connection = findConnection(core, input.connectionId)
  const { settings: warehouse, secrets } = parted
  const { name, connectionId, parameters } = input
  const draft = {
    id,
    name,
    connectionId,
    parameters: filled(parameters),
    streams,
    warehouse,
    secrets,
    limits,
    schedule,
  }
  checkPaths(core, warehouse)
  core.app.configure({
    ...fileOf(core, draft),
    connection: { method: connection.method, ...settingsOf(core, connection) },
  })
  return draft
}

type Draft = ReturnType<typeof draftOf>

/** The configuration file's form of it, with the warehouse's secrets: never to be shown. */
export function fileOf(
  { vault }: Core,
  { id, name, parameters, streams, warehouse, secrets, limits }: Omit<Draft, 'connectionId' | 'schedule'>,
) {
  const whole = join({ settings: warehouse, secrets }, drawer(vault, recordOf(id)).open)
  return { name, parameters, streams, warehouse: whole, limits }
}

export const recordOf = (id: string) => `syncs/${id}`

/** The secrets of another way to sign in, or for another place to send them to, are not carried over. */
export function partWarehouse(core: Core, id: string, given: Settings, stored?: StoredSync): Parted {
  const form = core.app.warehouseForms.find(({ name }) => name === given['type'])
  const paths = (form?.fields ?? []).filter(({ secret }) => secret).map(({ name }) => name)
  const isSame = destination.every((path) => valueAt(stored?.warehouse ?? {}, path) === valueAt(given, path))
  const kept = Object.entries(stored?.secrets ?? {}).filter(([path]) => isSame || !path.startsWith('auth.'))
  return part(filled(given), paths, Object.fromEntries(kept), drawer(core.vault, recordOf(id)).seal)
}

/** By what, and to whom, a warehouse's secrets are shown. */
const destination = ['type', 'account', 'accessUrl', 'auth.method', 'auth.tokenUrl']

// A form sends fields that are left empty.
function filled(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => {
      if (value === '') return []
      const isNested = typeof value === 'object' && value !== null && !Array.isArray(value)
      return [[key, isNested ? filled({ ...value }) : value]]
    }),
  )
}

/** The server's own files, and everybody else's, are no business of a sync. */
export function checkPaths({ folder, anyPath }: Core, warehouse: Settings): void {
  if (anyPath) return
  for (const [field, path] of pathsIn(warehouse, '')) {
    if (path === ':memory:')
      throw wrong(
        'The rows would be lost after each run: name a file.',
        'path_in_memory',
        `warehouse.${field}`,
      )
    const way = relative(folder, resolve(folder, path))
    if (way === '' || way.startsWith('..') || isAbsolute(way))
      throw wrong(
        `"warehouse.${field}" leads out of the server's own folder: name a file in it, or start the server with --any-path.`,
        'path_outside',
        `warehouse.${field}`,
      )
  }
}

/** The warehouse's settings as they lead to the same files from any folder. */
export const fromAnywhere = ({ folder }: Core, warehouse: Settings): Settings =>
  pathsIn(warehouse, '').reduce(
    (whole, [field, path]) => withValue(whole, field, resolve(folder, path)),
    warehouse,
  )

function pathsIn(settings: Settings, prefix: string): readonly (readonly [field: string, path: string])[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    if (typeof value === 'object' && value !== null) return pathsIn({ ...value }, `${prefix}${key}.`)
    const isPath = key === 'path' || key.endsWith('File')
    return isPath && typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : []
  })
}

function checkSchedule({ books, surroundings }: Core, id: string, schedule: Schedule): void {
  validateSchedule(schedule, new Date(surroundings.now()))
  const seen = new Set([id])
  let next = schedule
  while (next.kind === 'after') {
    const field = 'schedule.syncId'
    if (seen.has(next.syncId))
      throw wrong('The syncs would wait for each other in a circle.', 'schedule_circle', field)
    seen.add(next.syncId)
    const before = books.syncs.find(next.syncId)
    if (before === undefined) throw wrong('The sync to wait for is not there.', 'schedule_invalid', field)
    next = before.schedule
  }
}
