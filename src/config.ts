import { hoursToMilliseconds, minutesToMilliseconds } from 'date-fns'
import { z } from 'zod'
import { tableOf } from './catalog/table-of.ts'
import { SyncError } from './contract/errors.ts'
import type { Plugin, Settings } from './contract/plugin.ts'
import type { Stream } from './contract/stream.ts'
import { unknownWord, validate } from './explain.ts'
import { chooseColumns } from './run/choose-columns.ts'
import type { RunLimits, SelectedStream } from './run/job.ts'
import { defaultLimits } from './run/job.ts'
import { type ConfiguredWarehouse, type WarehouseType, warehouseKinds } from './warehouse/kinds.ts'

/** A sync as the user wrote it, validated against the plugin; nothing has been contacted yet. */
export interface SyncConfig {
  readonly name: string
  readonly method: string
  readonly settings: Settings
  readonly parameters: Settings
  readonly streams: readonly SelectedStream[]
  readonly warehouse: ConfiguredWarehouse
  readonly limits: RunLimits
}

const types = Object.keys(warehouseKinds).filter((name): name is WarehouseType => name in warehouseKinds)

const configFile = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use letters, digits, ".", "_" and "-", at most 64'),
  connection: z.looseObject({ method: z.string() }),
  parameters: z.record(z.string(), z.unknown()).default({}),
  streams: z.unknown(),
  warehouse: z.looseObject({ type: z.enum(types) }),
  limits: z
    .strictObject({
      largestDeletedShare: z.number().min(0).max(1).optional(),
      overlapMinutes: z.number().min(1).max(1440).optional(),
      fullReadEveryDays: z.number().min(0).max(365).optional(),
      maxDurationMinutes: z
        .number()
        .min(1)
        .max(7 * 24 * 60)
        .optional(),
    })
    .default({}),
})

const streamChoice = z.strictObject({
  strategy: z.enum(['full_refresh', 'incremental']).optional(),
  behaviour: z.enum(['merge', 'append', 'replace']).optional(),
  cursor: z.string().optional(),
  columns: z.record(z.string(), z.enum(['leave_out', 'hash'])).optional(),
})

/** Throws `config` errors of one sentence that name the place and the nearest valid word. */
export function resolveConfig(plugin: Plugin, raw: unknown): SyncConfig {
  const methods = plugin.connectionMethods.map(({ name }) => name)
  const connection = z.looseObject({ method: z.enum(methods) })
  const file = validate(configFile.extend({ connection }), raw, '')
  const { method, ...settings } = file.connection
  const warehouse = warehouseOf(file.warehouse)
  const { hashKey } = warehouse
  return {
    name: file.name,
    method,
    settings: connectionSettings(plugin, method, settings),
    parameters: validate(plugin.parameters, file.parameters, 'parameters'),
    streams: selectStreams(plugin, file.streams).map((selected) => ({ ...selected, hashKey })),
    warehouse,
    limits: limitsOf(file.limits),
  }
}

/** Throws like `resolveConfig`. */
export function connectionSettings(plugin: Plugin, method: string, settings: Settings): Settings {
  const known = plugin.connectionMethods.find(({ name }) => name === method)
  if (known) return validate(known.settings, settings, 'connection')
  throw unknownWord(
    '"connection.method"',
    method,
    plugin.connectionMethods.map(({ name }) => name),
    'connection.method',
  )
}

/** Throws like `resolveConfig`. */
export function resolveWarehouse(raw: Settings): ConfiguredWarehouse {
  return warehouseOf(validate(configFile.shape.warehouse, raw, 'warehouse'))
}

function warehouseOf(warehouse: Settings & { readonly type: WarehouseType }): ConfiguredWarehouse {
  return warehouseKinds[warehouse.type]((schema) => validate(schema, warehouse, 'warehouse'))
}

function limitsOf({
  largestDeletedShare,
  overlapMinutes,
  fullReadEveryDays,
  maxDurationMinutes,
}: z.infer<typeof configFile>['limits']): RunLimits {
  return {
    ...defaultLimits,
    ...(largestDeletedShare === undefined ? {} : { largestDeletedShare }),
    ...(fullReadEveryDays === undefined
      ? {}
      : { fullReadEveryMs: hoursToMilliseconds(24 * fullReadEveryDays) }),
    ...(overlapMinutes === undefined ? {} : { overlapMs: minutesToMilliseconds(overlapMinutes) }),
    ...(maxDurationMinutes === undefined ? {} : { longestRunMs: minutesToMilliseconds(maxDurationMinutes) }),
  }
}

function selectStreams(plugin: Plugin, chosen: unknown): readonly SelectedStream[] {
  if (chosen === 'all') return plugin.streams.map((stream) => select(stream, {}))
  const names = plugin.streams.map(({ name }) => name)
  if (typeof chosen === 'string' || Array.isArray(chosen)) throw notStreams(names)
  const choices = validate(z.record(z.string(), streamChoice), chosen, 'streams')
  for (const name of Object.keys(choices))
    if (!names.includes(name)) throw unknownWord('The stream', name, names, 'streams')
  const selected = plugin.streams.filter(({ name }) => name in choices)
  if (selected.length > 0) return selected.map((stream) => select(stream, choices[stream.name] ?? {}))
  throw new SyncError('config', '"streams" selects nothing; name streams or write "all".', {
    code: 'no_streams',
    field: 'streams',
  })
}

function notStreams([name = '']: readonly string[]): SyncError {
  const message = `"streams" must be "all" or an object such as { "${name}": {} }.`
  return new SyncError('config', message, { code: 'config_invalid', field: 'streams' })
}

function select(stream: Stream, choice: z.infer<typeof streamChoice>): SelectedStream {
  const strategy = choice.strategy ?? stream.strategies.at(-1) ?? 'full_refresh'
  const behaviour = choice.behaviour ?? 'merge'
  const cursors = stream.cursorFields ?? []
  const cursorField = choice.cursor ?? cursors[0]
  const field = `streams.${stream.name}`
  const place = `"${field}`
  if (!stream.strategies.includes(strategy))
    throw unknownWord(`${place}.strategy"`, strategy, stream.strategies, `${field}.strategy`)
  if (choice.cursor !== undefined && cursors.length === 0)
    throw new SyncError('config', `${place}" has no cursor to choose; remove it.`, {
      code: 'no_cursor',
      field: `${field}.cursor`,
    })
  if (choice.cursor !== undefined && !cursors.includes(choice.cursor))
    throw unknownWord(`${place}.cursor"`, choice.cursor, cursors, `${field}.cursor`)
  if (behaviour === 'replace' && strategy === 'incremental')
    throw new SyncError(
      'config',
      `${place}" cannot replace its table incrementally; use full_refresh or merge.`,
      {
        code: 'replace_needs_full_refresh',
        field: `${field}.behaviour`,
      },
    )
  const { columns = {} } = choice
  const selected = { stream, strategy, behaviour, cursorField }
  const fields = tableOf(stream).columns.map((column) => column.field)
  for (const name of Object.keys(columns))
    if (!fields.includes(name))
      throw unknownWord(`In ${place}.columns" the field`, name, fields, `${field}.columns.${name}`)
  if (Object.keys(columns).length === 0) return { ...selected, table: tableOf(stream) }
  return { ...selected, table: chooseColumns(tableOf(stream), columns, cursorField), columns }
}

/** The sync with only these of its streams. Throws like `resolveConfig`, also where there are none: that reads nothing. */
export function narrow(config: SyncConfig, names: readonly string[]): SyncConfig {
  const valid = config.streams.map(({ stream }) => stream.name)
  if (names.length === 0)
    throw new SyncError('config', `No stream is named; name at least one. Valid: ${valid.join(', ')}.`, {
      code: 'no_streams',
    })
  for (const name of names) if (!valid.includes(name)) throw unknownWord('The stream', name, valid)
  return { ...config, streams: config.streams.filter(({ stream }) => names.includes(stream.name)) }
}
