import type { DriverFailure } from './failures.ts'

/** The role that lacks something, as it is written in a GRANT. */
export function roleOf({ settings }: Pick<DriverFailure, 'settings'>): string {
  return settings.role ?? `the default role of ${settings.user ?? 'the user'}`
}

/** "… does not exist or not authorized": says which, as far as Snowflake does, and the grant that makes it visible. */
export function missingObject(failure: DriverFailure): string {
  const { kind, name } = objectIn(failure)
  const label = `${kind === undefined ? 'Something that the sync needs' : `The ${kind}`}${name === undefined ? '' : ` ${name}`}`
  return `${label} does not exist or the role may not see it: create it, or ${grantFor(failure, kind, name)}`
}

/** "Insufficient privileges": the grant that is missing. */
export function missingGrant(failure: DriverFailure): string {
  const { kind, name } = objectIn(failure)
  const subject = kind === undefined ? 'what the sync needs' : `the ${kind} ${name ?? ''}`.trim()
  return `The role may not work with ${subject}: ${grantFor(failure, kind, name)}`
}

type ObjectKind = 'account' | 'database' | 'schema' | 'table' | 'stage' | 'warehouse' | 'view'

/** https://docs.snowflake.com/en/user-guide/security-access-control-privileges */
const privileges: Readonly<Record<ObjectKind, (failure: DriverFailure, name: string) => string>> = {
  account: () => 'USAGE',
  warehouse: () => 'USAGE',
  database: () => 'USAGE',
  schema: ({ sql = '', settings }, name) => {
    const staging = name.toUpperCase().endsWith(settings.stagingSchema.toUpperCase())
    return staging || /^CREATE\s+STAGE/i.test(sql) ? 'USAGE, CREATE STAGE' : 'USAGE, CREATE TABLE'
  },
  table: ({ sql = '' }) =>
    /^(ALTER|COMMENT|DROP)\b/i.test(sql) ? 'OWNERSHIP' : 'SELECT, INSERT, UPDATE, DELETE',
  view: () => 'SELECT',
  stage: () => 'READ, WRITE',
}

function grantFor(failure: DriverFailure, kind: ObjectKind | undefined, name: string | undefined): string {
  const object = kind ?? 'schema'
  const { database, schema } = failure.settings
  const target = name ?? `${database}.${schema}`
  return `GRANT ${privileges[object](failure, target)} ON ${object.toUpperCase()} ${target} TO ROLE ${roleOf(failure)}`
}

/** Snowflake names the object in single quotes after its kind, as in: Database 'X' does not exist or not authorized. */
const named = /\b(account|database|schema|table|stage|warehouse|view)\s+'([^']+)'/i
const unnamed = /\b(?:object|requested (database|schema|warehouse))\b(?:\s+'([^']+)')?/i

function objectIn(failure: DriverFailure): {
  readonly kind: ObjectKind | undefined
  readonly name: string | undefined
} {
  const [, kind, name] = named.exec(failure.reason) ?? unnamed.exec(failure.reason) ?? []
  const known = kinds.find((word) => word === kind?.toLowerCase()) ?? kindFrom(failure.sql)
  return { kind: known, name: name ?? nameIn(failure, known) }
}

const kinds = Object.keys(privileges).filter((word): word is ObjectKind => word in privileges)

function kindFrom(sql: string | undefined): ObjectKind | undefined {
  if (sql === undefined) return undefined
  return /^(PUT|REMOVE|LIST)\b/i.test(sql) ? 'stage' : 'table'
}

function nameIn({ settings }: DriverFailure, kind: ObjectKind | undefined): string | undefined {
  if (kind === 'database') return settings.database
  return kind === 'warehouse' ? settings.warehouse : undefined
}
