import type { Place, Scalar, Statement } from '../sql/statement.ts'
import type { Database } from './database.ts'
import { duckdbDialect } from './dialect.ts'
import { translate } from './failures.ts'
import { openSession, type Session } from './session.ts'

/** A database with the schema that the tables are in. */
export interface Site {
  readonly database: Database
  readonly place: Place
  readonly path: string
}

export function siteOf(database: Database, path: string, schema: string): Site {
  return { database, path, place: { dialect: duckdbDialect, namespace: [database.catalog, schema] } }
}

export async function connect({ database, path }: Site): Promise<Session> {
  try {
    return openSession(await database.instance.connect(), path)
  } catch (error) {
    throw translate(error, path)
  }
}

/** Does some work on a connection of its own. */
export async function withSession<Result>(
  site: Site,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return await site.database.gate.pass(async () => {
    using session = await connect(site)
    return await work(session)
  })
}

/** Does some writing in one transaction, after the commits that were asked for before. */
export function inTurn<Result>(site: Site, work: (session: Session) => Promise<Result>): Promise<Result> {
  return site.database.commits(() => withSession(site, (session) => session.transaction(() => work(session))))
}

export function select(site: Site, statement: Statement): Promise<readonly (readonly Scalar[])[]> {
  return withSession(site, (session) => session.rows(statement))
}
