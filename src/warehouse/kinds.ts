import { resolve } from 'node:path'
import { z } from 'zod'
import type { Warehouse } from '../contract/warehouse.ts'

export interface OpenOptions {
  /** The folder that relative paths start from: the configuration file's own. */
  readonly folder: string
  /** False: what was never synced is told, not created. */
  readonly create: boolean
}

const duckdb = z.strictObject({
  type: z.literal('duckdb'),
  path: z.string().min(1),
  schema: z.string().min(1).default('main'),
})

/** Every warehouse a sync can land in: its settings and how it is opened. A new one is a folder and a line here. */
export const warehouseKinds = {
  duckdb: {
    settings: duckdb,
    async open(
      { path, schema }: z.infer<typeof duckdb>,
      { folder, create }: OpenOptions,
    ): Promise<Warehouse> {
      const { openDuckdb } = await import('./duckdb/open.ts')
      return openDuckdb({ path: path === ':memory:' ? path : resolve(folder, path), schema, create })
    },
  },
} as const

export type WarehouseSettings = z.infer<(typeof warehouseKinds)[keyof typeof warehouseKinds]['settings']>

export function openWarehouse(settings: WarehouseSettings, options: OpenOptions): Promise<Warehouse> {
  return warehouseKinds[settings.type].open(settings, options)
}
