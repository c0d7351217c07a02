import { snowflakeDialect as dialect } from './dialect.ts'
import { named, type SnowflakeNames } from './site.ts'

export interface GrantRequest extends SnowflakeNames {
  /** The virtual warehouse that the sync works with. */
  readonly warehouse: string
  /** Who writes; default CONFLUENCE_SYNC_ROLE. */
  readonly writerRole?: string
  /** Who reads the tables and nothing else; default CONFLUENCE_READER_ROLE. */
  readonly readerRole?: string
  /** The service user; default CONFLUENCE_SYNC_SVC. */
  readonly user?: string
  /** The user's public key, without the PEM header and line feeds; absent: a place to put it. */
  readonly publicKey?: string
}

/**
 * What an administrator runs once before the first sync: the schemas, a writer with the fewest rights that suffice,
 * a reader, and a user for the service that can sign in with its key only. Each statement ends with a semicolon and a
 * line feed.
 */
export function grantScript(request: GrantRequest): string {
  const names = quotedNames(request)
  return [...places(names), ...writerGrants(names), ...readerGrants(names), ...serviceUser(names, request)]
    .map((statement) => `${statement};\n`)
    .join('')
}

function quotedNames(request: GrantRequest) {
  const { database, schema, stagingSchema, warehouse } = request
  return {
    database: named(database),
    schema: named(database, schema),
    staging: named(database, stagingSchema),
    warehouse: named(warehouse),
    writer: named(request.writerRole ?? 'CONFLUENCE_SYNC_ROLE'),
    reader: named(request.readerRole ?? 'CONFLUENCE_READER_ROLE'),
    user: named(request.user ?? 'CONFLUENCE_SYNC_SVC'),
  }
}

type Names = ReturnType<typeof quotedNames>

/** https://docs.snowflake.com/en/sql-reference/sql/create-schema — with managed access only the owner grants. */
function places({ database, schema, staging, warehouse, writer, reader }: Names): readonly string[] {
  return [
    'USE ROLE SECURITYADMIN',
    `CREATE ROLE IF NOT EXISTS ${writer}`,
    `CREATE ROLE IF NOT EXISTS ${reader}`,
    `GRANT ROLE ${writer} TO ROLE SYSADMIN`,
    `GRANT ROLE ${reader} TO ROLE SYSADMIN`,
    'USE ROLE SYSADMIN',
    `CREATE WAREHOUSE IF NOT EXISTS ${warehouse} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE`,
    `CREATE DATABASE IF NOT EXISTS ${database}`,
    `CREATE SCHEMA IF NOT EXISTS ${schema} WITH MANAGED ACCESS`,
    `CREATE TRANSIENT SCHEMA IF NOT EXISTS ${staging} WITH MANAGED ACCESS`,
  ]
}

/** Temporary tables need no right to create tables; nothing is asked of the account. */
function writerGrants({ database, schema, staging, warehouse, writer }: Names): readonly string[] {
  return [
    `GRANT USAGE ON WAREHOUSE ${warehouse} TO ROLE ${writer}`,
    `GRANT USAGE ON DATABASE ${database} TO ROLE ${writer}`,
    `GRANT USAGE, CREATE TABLE ON SCHEMA ${schema} TO ROLE ${writer}`,
    `GRANT USAGE, CREATE STAGE ON SCHEMA ${staging} TO ROLE ${writer}`,
  ]
}

function readerGrants({ database, schema, warehouse, reader }: Names): readonly string[] {
  return [
    `GRANT USAGE ON WAREHOUSE ${warehouse} TO ROLE ${reader}`,
    `GRANT USAGE ON DATABASE ${database} TO ROLE ${reader}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ROLE ${reader}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ROLE ${reader}`,
    `GRANT SELECT ON FUTURE TABLES IN SCHEMA ${schema} TO ROLE ${reader}`,
  ]
}

/** https://docs.snowflake.com/en/sql-reference/sql/create-user */
function serviceUser(
  { user, writer, warehouse }: Names,
  { publicKey = '<public key>' }: GrantRequest,
): readonly string[] {
  const key = dialect.literal(publicKey)
  return [
    'USE ROLE USERADMIN',
    `CREATE USER IF NOT EXISTS ${user} TYPE = SERVICE DEFAULT_ROLE = ${writer} DEFAULT_WAREHOUSE = ${warehouse} DEFAULT_SECONDARY_ROLES = () RSA_PUBLIC_KEY = ${key}`,
    'USE ROLE SECURITYADMIN',
    `GRANT ROLE ${writer} TO USER ${user}`,
  ]
}
