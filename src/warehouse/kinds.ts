import { resolve } from 'node:path'
import { z } from 'zod'
import { formOf } from '../catalog/form-of.ts'
import type { LoadRequest, Warehouse } from '../contract/warehouse.ts'
import { hashKey } from './hash-key.ts'
import { type SnowflakeSettings, snowflakeSettings, warningsOf } from './snowflake/driver/settings.ts'

export interface OpenOptions {
  /** The folder that relative paths start from: the configuration file's own. */
  readonly folder: string
  /** False: what was never synced is told, not created. */
  readonly create: boolean
  /** True: nothing is changed, and what would write is refused where the warehouse can tell. */
  readonly readOnly?: boolean
  readonly signal: AbortSignal
}

/** What is asked for whatever the warehouse. */
interface Landing {
  readonly hashKey?: string | undefined
}

interface Kind<Settings extends z.ZodType<Landing>> {
  readonly settings: Settings
  /** Loads its driver only now: who lands in one warehouse never loads another's. */
  open(settings: z.infer<Settings>, options: OpenOptions): Promise<Warehouse>
  /** Where the rows are, without secrets. */
  locationOf(settings: z.infer<Settings>): string
  /** What works but should not stay so, one sentence each. */
  warningsOf(settings: z.infer<Settings>): readonly string[]
  /** Absent where there is nobody to review or to grant anything. */
  scriptOf?(settings: z.infer<Settings>): Script
}

/** SQL to be read or run by others; each statement ends with a semicolon and a line feed. */
export interface Script {
  /** Every statement that a sync of these streams may run, in the order it would. */
  statements(
    sync: string,
    streams: readonly Pick<LoadRequest, 'table' | 'behaviour'>[],
  ): Promise<readonly string[]>
  /** What an administrator runs before the first sync. */
  grants(): Promise<string>
}

/** A warehouse as configured: validated, nothing contacted yet. */
export interface ConfiguredWarehouse {
  readonly location: string
  readonly warnings: readonly string[]
  readonly hashKey: string | undefined
  readonly script: Script | undefined
  open(options: OpenOptions): Promise<Warehouse>
}

/** Gives the settings back as the schema has them, or throws what the user is to read. */
export type Validate = <Schema extends z.ZodType>(schema: Schema) => z.infer<Schema>

const kind =
  <Settings extends z.ZodType<Landing>>(one: Kind<Settings>) =>
  (validate: Validate): ConfiguredWarehouse => {
    const settings = validate(one.settings)
    return {
      location: one.locationOf(settings),
      warnings: one.warningsOf(settings),
      hashKey: settings.hashKey,
      script: one.scriptOf?.(settings),
      open: (options) => one.open(settings, options),
    }
  }

const duckdbSettings = z.strictObject({
  type: z.literal('duckdb'),
  path: z
    .string()
    .min(1)
    .refine((path) => path !== ':memory:', { message: 'the rows would be lost after each run; name a file' })
    .meta({
      title: 'File',
      description: 'The DuckDB file that the tables are in.',
      examples: ['wiki.duckdb'],
    }),
  schema: z.string().min(1).default('main').meta({ description: 'One schema holds one sync.' }),
  memoryMegabytes: z
    .number()
    .int()
    .min(128)
    .meta({
      title: 'Memory (megabytes)',
      description:
        'What DuckDB may take at any time; where not said as much as the rows need, up to 512. A site of several million pages needs more.',
    })
    .optional(),
  hashKey,
})

/** Every warehouse a sync can land in. A new one is a folder and an entry here. */
export const warehouseKinds = {
  duckdb: kind({
    settings: duckdbSettings,
    async open({ path, schema, memoryMegabytes }, { folder, create, readOnly = false }) {
      const { openDuckdb } = await import('./duckdb/open.ts')
      const memory = memoryMegabytes === undefined ? {} : { memoryLimit: `${memoryMegabytes}MB` }
      return openDuckdb({ path: resolve(folder, path), schema, create, readOnly, ...memory })
    },
    locationOf: ({ path }) => path,
    warningsOf: () => [],
  }),
  snowflake: kind({
    settings: snowflakeSettings,
    async open(settings, { folder, signal }) {
      const { connectSnowflake } = await import('./snowflake/driver/connect.ts')
      const { openSnowflake } = await import('./snowflake/open.ts')
      const openSession = connectSnowflake(inFolder(settings, folder), { signal })
      return openSnowflake({ ...settings, openSession })
    },
    locationOf: ({ account, database, schema }) => `${account}/${database}.${schema}`,
    warningsOf,
    scriptOf: (settings) => ({
      async statements(sync, streams) {
        const { plannedStatements } = await import('./snowflake/planned.ts')
        return plannedStatements({ ...settings, sync, streams })
      },
      async grants() {
        const { grantScript } = await import('./snowflake/grant-script.ts')
        return grantScript(grantRequest(settings))
      },
    }),
  }),
} as const

function grantRequest(settings: SnowflakeSettings) {
  const { database, schema, stagingSchema, warehouse = 'CONFLUENCE_SYNC_WH', role, user } = settings
  const named = {
    ...(role === undefined ? {} : { writerRole: role }),
    ...(user === undefined ? {} : { user }),
  }
  return { database, schema, stagingSchema, warehouse, ...named }
}

/** Files that hold secrets are named from where the configuration is. */
function inFolder(settings: SnowflakeSettings, folder: string): SnowflakeSettings {
  const resolved = Object.entries(settings.auth).flatMap(([name, path]) =>
    name.endsWith('File') && path !== undefined ? [[name, resolve(folder, path)] as const] : [],
  )
  return { ...settings, auth: { ...settings.auth, ...Object.fromEntries(resolved) } }
}

/** What each type of warehouse asks for. */
export const warehouseForms = [
  {
    name: 'duckdb',
    title: 'DuckDB',
    description: 'A file on this machine, no server.',
    fields: formOf(duckdbSettings),
  },
  {
    name: 'snowflake',
    title: 'Snowflake',
    description: 'A Snowflake account.',
    fields: formOf(snowflakeSettings),
  },
] as const

export type WarehouseType = keyof typeof warehouseKinds
