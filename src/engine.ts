import type { SyncConfig } from './config.ts'
import type { RunEvent } from './contract/events.ts'
import type { CheckStep, Plugin } from './contract/plugin.ts'
import type { Warehouse } from './contract/warehouse.ts'
import type { Manifest } from './manifest/manifest.ts'
import type { RunPlan } from './run/run-plan.ts'

/** Everything the command line (and any other front) works with. */
export interface App {
  readonly manifest: Manifest
  readonly plugin: Plugin
  /** Validates a configuration without contacting anything. */
  configure(raw: unknown): SyncConfig
  check(config: SyncConfig, place: Place): AsyncGenerator<CheckStep>
  sync(config: SyncConfig, options: SyncOptions): AsyncGenerator<RunEvent>
  /** What a sync would do now and what it would take; writes nothing. */
  plan(config: SyncConfig, options: PlanOptions): Promise<RunPlan>
  /** Opens what was synced before for the action, and closes it. */
  withWarehouse<Result>(
    config: SyncConfig,
    folder: string,
    action: (warehouse: Warehouse) => Promise<Result>,
  ): Promise<Result>
  catalog(): readonly CatalogEntry[]
}

export interface Place {
  /** Where relative paths start from. */
  readonly folder: string
  readonly signal: AbortSignal
}

export interface PlanOptions extends Place {
  readonly fullRefresh?: boolean
}

export interface SyncOptions extends PlanOptions {
  readonly allowDeletes?: boolean
  readonly estimate?: boolean
}

export interface CatalogEntry {
  readonly name: string
  readonly description: string
  readonly primaryKey: string
  readonly strategies: readonly string[]
  readonly cursorFields: readonly string[]
  readonly jsonSchema: unknown
}
