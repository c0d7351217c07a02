import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { type Fault, type FaultKind, oneRowLess } from './faults.ts'
import { parsePut } from './put-statement.ts'
import type { Asked, Reply } from './routes.ts'
import { endSession, type ServerSession, type ServerState } from './server-state.ts'
import { type SqlAnswer, SqlFailure } from './sql-engine.ts'
import { type Body, failureBody, folderStage, rowsBody, uploadBody } from './wire.ts'

/** Carries out a statement, or meets it with the fault that waits for it. */
export async function answerStatement(session: ServerSession, asked: Asked): Promise<Reply> {
  const { sqlText, bindings = {} } = JSON.parse(asked.text) as Asking
  const request = asked.address.searchParams.get('requestId') ?? ''
  const binds = Object.keys(bindings).map((_, index) => bindings[String(index + 1)]?.value ?? null)
  asked.state.statements.push(sqlText)
  const work: Work = { state: asked.state, session, sql: sqlText, binds, request }
  const fault = asked.state.faults.take(sqlText)
  return fault === undefined ? { body: await carryOut(work) } : ways[fault.how](work, fault)
}

interface Asking {
  readonly sqlText: string
  readonly bindings?: Readonly<Record<string, { readonly value: string | null }>>
}

interface Work {
  readonly state: ServerState
  readonly session: ServerSession
  readonly sql: string
  readonly binds: readonly (string | null)[]
  readonly request: string
}

type Change = (answer: SqlAnswer) => SqlAnswer

async function carryOut(work: Work, change: Change = (answer) => answer): Promise<Body> {
  const { session, request } = work
  const before = session.answered.get(request)
  if (before !== undefined) return before
  const body = await answerOf(work, change)
  session.answered.set(request, body)
  return body
}

async function answerOf({ state, session, sql, binds }: Work, change: Change): Promise<Body> {
  try {
    if (/^\s*PUT\b/i.test(sql)) {
      const { source, stage } = parsePut(sql)
      return uploadBody(source, folderStage(await state.engine.stageFolder(stage)))
    }
    return rowsBody(change(await session.sql.execute(sql, binds)), session.parameters)
  } catch (error) {
    if (!(error instanceof SqlFailure) || error.code === 'unknown_statement')
      state.problems.push(`${String(error)} in: ${sql}`)
    if (error instanceof SqlFailure) return failureBody(error)
    return failureBody(new SqlFailure('000603', 'XX000', `internal error: ${String(error)}`))
  }
}

const ways: Readonly<Record<FaultKind, (work: Work, fault: Fault) => Promise<Reply> | Reply>> = {
  refuse: (_work, { code = '000603', sqlState = 'XX000', message = 'refused' }) => ({
    body: failureBody(new SqlFailure(code, sqlState, message)),
  }),
  hang: ({ state }) => {
    state.hanging += 1
    return { none: 'hang' }
  },
  unavailable: () => ({ status: 503 }),
  forbidden: () => ({ status: 403 }),
  drop_before: () => ({ none: 'drop' }),
  drop_after: async (work) => {
    await carryOut(work)
    return { none: 'drop' }
  },
  session_expired: () => ({
    body: failureBody(new SqlFailure('390112', '08003', 'Your session has expired. Please login again.')),
  }),
  session_gone: async ({ state, session }) => {
    await endSession(state, session)
    return { body: failureBody(new SqlFailure('390111', '08003', 'Session no longer exists.')) }
  },
  slow: async (work) => {
    const queryId = randomUUID()
    work.session.waiting.set(queryId, await carryOut(work))
    const data = { queryId, getResultUrl: `/queries/${queryId}/result` }
    return { body: { success: true, code: '333333', message: 'Query execution in progress.', data } }
  },
  // A folder instead of the file: it cannot be read, which the driver reports as a row without a status.
  without_status: async ({ state, sql }) => {
    const { source, stage } = parsePut(sql)
    return { body: uploadBody(dirname(source), folderStage(await state.engine.stageFolder(stage))) }
  },
  cloud_stage: ({ sql }) => ({ body: uploadBody(parsePut(sql).source, cloudStage) }),
  fewer_rows: async (work) => ({ body: await carryOut(work, oneRowLess) }),
}

/** A stage in a cloud, with credentials of which a test says what becomes of them. */
const cloudStage: Body = {
  locationType: 'S3',
  location: 'bucket/stage/',
  region: 'us-west-2',
  creds: { AWS_KEY_ID: 'key', AWS_SECRET_KEY: 'secret', AWS_TOKEN: 'expired' },
}
