import { createHash } from 'node:crypto'
import type { Table } from '../../contract/table.ts'
import type { LoadingPlace, Place } from '../sql/statement.ts'
import { snowflakeDialect } from './dialect.ts'

export interface SnowflakeNames {
  readonly database: string
  /** Where the tables are. */
  readonly schema: string
  /** Where the loader's own stage and temporary tables are; readers need not see it. */
  readonly stagingSchema: string
}

/** Where everything is. */
export interface SnowflakeSite extends SnowflakeNames {
  readonly place: Place
  /** The stage with its `@`, quoted. */
  readonly stage: string
}

export const stageName = 'SYNC_STAGE'

export function siteOf({ database, schema, stagingSchema }: SnowflakeNames): SnowflakeSite {
  const stage = `@${named(database, stagingSchema, stageName)}`
  const place = { dialect: snowflakeDialect, namespace: [database, schema] }
  return { database, schema, stagingSchema, place, stage }
}

/** A full name, quoted. */
export function named(...parts: readonly string[]): string {
  return parts.map((part) => snowflakeDialect.identifier(part)).join('.')
}

/** The temporary table that holds a batch. Each session sees only its own. */
export function stagingTable({ database, stagingSchema }: SnowflakeNames, table: Table): string {
  return named(database, stagingSchema, `_staged_${table.name}`)
}

/** The place as seen by a load of this table. */
export function loadingPlace(site: SnowflakeSite, table: Table): LoadingPlace {
  return { ...site.place, staged: { relation: stagingTable(site, table), key: table.primaryKey.name } }
}

/** A location in the stage, ending with a slash. */
export function stagePath({ stage }: SnowflakeSite, ...parts: readonly string[]): string {
  return `${[stage, ...parts.map(segment)].join('/')}/`
}

/** A name as one step of a path: what is not plain is replaced, and told apart by a fingerprint. */
export function segment(name: string): string {
  if (/^[\w-]{1,80}$/.test(name)) return name
  const print = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${name.replaceAll(/[^\w-]+/g, '-').slice(0, 60)}-${print}`
}
