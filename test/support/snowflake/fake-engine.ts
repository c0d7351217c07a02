import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SqlAnswer, type SqlEngine, SqlFailure, type SqlSession } from './sql-engine.ts'

export interface FakeEngine extends SqlEngine {
  /** Where the stages are. */
  readonly folder: string
  /** What was carried out, with what was bound. */
  readonly executed: readonly { readonly sql: string; readonly binds: readonly (string | null)[] }[]
  /** Sessions that were ended. */
  readonly ended: number
}

/** Answers a few statements by heart; everything else is unknown. */
export async function openFakeEngine(answers: Readonly<Record<string, SqlAnswer>>): Promise<FakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'stages-'))
  const executed: { sql: string; binds: readonly (string | null)[] }[] = []
  const unknown: string[] = []
  let ended = 0
  const session: SqlSession = {
    async execute(sql, binds) {
      executed.push({ sql, binds })
      const answer = answers[sql]
      if (answer !== undefined) return answer
      unknown.push(sql)
      throw new SqlFailure('unknown_statement', '42000', `unknown statement: ${sql}`)
    },
    async [Symbol.asyncDispose]() {
      ended += 1
    },
  }
  return {
    folder,
    executed,
    unknown,
    get ended() {
      return ended
    },
    open: async () => session,
    async stageFolder(location) {
      const path = join(folder, location.replaceAll(/[^A-Za-z0-9_/]/g, ''), '/')
      await mkdir(path, { recursive: true })
      return path
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
