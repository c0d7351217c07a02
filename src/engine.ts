import type { FormField } from './catalog/form-of.ts'
import type { SyncConfig } from './config.ts'
import type { RunEvent } from './contract/events.ts'
import type { CheckStep, Choice, ClauseFinding, Plugin, Settings } from './contract/plugin.ts'
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
  /** Throws SyncError `config` with the field at fault; nothing is contacted. */
  validateConnection(method: string, settings: Settings): void
  /** The connection alone. */
  checkConnection(access: Access): AsyncGenerator<CheckStep>
  /** The warehouse alone. */
  checkWarehouse(settings: Settings, place: Place): AsyncGenerator<CheckStep>
  tryClause(access: Access, clause: string): Promise<ClauseFinding>
  findSpaces(access: Access, search: string): Promise<readonly Choice[]>
  /** The clause limited to these spaces; nothing is contacted. */
  withSpaces(clause: string, keys: readonly string[]): string
  /** What each type of warehouse asks for. */
  readonly warehouseForms: readonly WarehouseForm[]
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

export interface WarehouseForm {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly fields: readonly FormField[]
}

/** A way to a site, not validated yet. */
export interface Access {
  readonly method: string
  readonly settings: Settings
  readonly signal: AbortSignal
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
