import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { SyncError } from '../../contract/errors.ts'
import { type Statement, statement } from '../sql/statement.ts'
import { currentNames } from './bootstrap.ts'
import type { SnowflakeSession } from './session.ts'
import { rowsOf } from './sessions.ts'
import { named, type SnowflakeSite } from './site.ts'

interface Step {
  readonly does: string
  /** What the role needs for it. */
  readonly grant: string
  readonly statement: Statement
}

/**
 * Does once, in small, what a sync does; everything it makes is temporary or dropped again. Throws SyncError `config`
 * code `grant_missing` with the grant that an administrator has to give.
 */
export async function proveGrants(
  site: SnowflakeSite,
  session: SnowflakeSession,
  folder: string,
): Promise<void> {
  const [names] = await rowsOf(session, currentNames())
  const role = String(names?.[0] ?? 'the role')
  if (typeof names?.[1] !== 'string') throw noWarehouse(role)
  const token = crypto.randomUUID().replaceAll('-', '').toUpperCase()
  const stage = named(site.database, site.stagingSchema, probeName(token))
  for (const step of stagingSteps(site, stage)) await prove(session, step, role)
  await proveUpload(session, `@${stage}/`, folder)
  await proveTable(site, session, probeName(token), role)
}

/** What the check runs, under names made with this token. */
export function checkStatements(site: SnowflakeSite, token: string): readonly Statement[] {
  const name = probeName(token)
  const table = named(site.database, site.schema, name)
  return [
    currentNames(),
    ...stagingSteps(site, named(site.database, site.stagingSchema, name)).map((step) => step.statement),
    createProbe(table),
    fillProbe(table),
    dropProbe(table),
  ]
}

function probeName(token: string): string {
  return `_SYNC_CHECK_${token}`
}

function createProbe(table: string): Statement {
  return statement([`CREATE TRANSIENT TABLE ${table} ("WRITTEN" BOOLEAN)`])
}

function fillProbe(table: string): Statement {
  return statement([`INSERT INTO ${table} ("WRITTEN") VALUES (TRUE)`])
}

function dropProbe(table: string): Statement {
  return statement([`DROP TABLE IF EXISTS ${table}`])
}

function stagingSteps({ database, stagingSchema }: SnowflakeSite, stage: string): readonly Step[] {
  const schema = named(database, stagingSchema)
  return [
    {
      does: `create a stage in ${schema}`,
      grant: `USAGE, CREATE STAGE ON SCHEMA ${schema}`,
      statement: statement([`CREATE TEMPORARY STAGE ${stage}`]),
    },
    {
      does: `create a temporary table in ${schema}`,
      grant: `USAGE ON SCHEMA ${schema}`,
      statement: statement([`CREATE TEMPORARY TABLE ${stage} ("WRITTEN" BOOLEAN)`]),
    },
  ]
}

/** A table that others could see, for as short as can be. */
async function proveTable(
  { database, schema }: SnowflakeSite,
  session: SnowflakeSession,
  name: string,
  role: string,
): Promise<void> {
  const table = named(database, schema, name)
  const grant = `USAGE, CREATE TABLE ON SCHEMA ${named(database, schema)}`
  await prove(
    session,
    { does: `create a table in ${named(database, schema)}`, grant, statement: createProbe(table) },
    role,
  )
  try {
    await prove(session, { does: `write a table of its own`, grant, statement: fillProbe(table) }, role)
  } finally {
    await session.run(dropProbe(table))
  }
}

/** A network may let statements through and the uploads, which go to another host, not. */
async function proveUpload(session: SnowflakeSession, stage: string, folder: string): Promise<void> {
  const own = await mkdtemp(join(folder, 'check-'))
  try {
    const file = join(own, 'check.ndjson.gz')
    await writeFile(file, gzipSync('{}\n'))
    await session.put(file, stage)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

async function prove(
  session: SnowflakeSession,
  { does, grant, statement: proof }: Step,
  role: string,
): Promise<void> {
  try {
    await session.run(proof)
  } catch (error) {
    if (!(error instanceof SyncError) || error.kind !== 'config') throw error
    throw new SyncError(
      'config',
      `${role} may not ${does}: let an administrator run GRANT ${grant} TO ROLE ${snowflakeName(role)}, then check again.`,
      { code: 'grant_missing', cause: error },
    )
  }
}

function noWarehouse(role: string): SyncError {
  const grant = `GRANT USAGE ON WAREHOUSE <name> TO ROLE ${snowflakeName(role)}`
  return new SyncError(
    'config',
    `${role} has no virtual warehouse to work with: name one as "warehouse" and let an administrator run ${grant}.`,
    { code: 'grant_missing' },
  )
}

function snowflakeName(role: string): string {
  return named(role)
}
