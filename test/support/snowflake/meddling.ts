import type { OpenSession, SnowflakeSession } from '../../../src/warehouse/snowflake/session.ts'
import type { Statement } from '../../../src/warehouse/sql/statement.ts'

/** Runs a statement, or does otherwise; `run` carries it out. */
export type Meddle = (
  statement: Statement,
  run: SnowflakeSession['run'],
) => ReturnType<SnowflakeSession['run']>

/** Sessions whose statements a test may meddle with; what was asked for is kept. */
export interface Meddling {
  readonly open: OpenSession
  readonly statements: string[]
  readonly tags: Readonly<Record<string, string>>[]
  meddle: Meddle
}

export function meddling(open: OpenSession): Meddling {
  const itself: Meddling = {
    statements: [],
    tags: [],
    meddle: (statement, run) => run(statement),
    async open(tag) {
      itself.tags.push(tag)
      const session = await open(tag)
      return {
        ...session,
        run(statement, bounds) {
          itself.statements.push(statement.sql)
          return itself.meddle(statement, (met) => session.run(met, bounds))
        },
      }
    },
  }
  return itself
}
