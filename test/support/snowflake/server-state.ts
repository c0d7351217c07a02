import type { Faults } from './faults.ts'
import type { Login } from './logins.ts'
import type { SqlEngine, SqlSession } from './sql-engine.ts'
import type { Body } from './wire.ts'

export interface ServerSession {
  readonly sql: SqlSession
  readonly masterToken: string
  token: string
  readonly parameters: readonly Body[]
  /** Answers by request: one that is sent again is answered from here and not carried out twice. */
  readonly answered: Map<string, Body>
  /** Answers that have to be fetched. */
  readonly waiting: Map<string, Body>
}

export interface ServerState {
  readonly engine: SqlEngine
  readonly faults: Faults
  readonly logins: Login[]
  readonly statements: string[]
  readonly problems: string[]
  readonly telemetry: string[]
  /** By session token. */
  readonly sessions: Map<string, ServerSession>
  /** OAuth tokens given out. */
  readonly issued: Set<string>
  tokenRenewals: number
  aborts: number
  hanging: number
}

export function serverState(engine: SqlEngine, faults: Faults): ServerState {
  return {
    engine,
    faults,
    logins: [],
    statements: [],
    problems: [],
    telemetry: [],
    sessions: new Map(),
    issued: new Set(),
    tokenRenewals: 0,
    aborts: 0,
    hanging: 0,
  }
}

/** Ends a session: what it had not committed is gone. */
export async function endSession(state: ServerState, session: ServerSession): Promise<void> {
  state.sessions.delete(session.token)
  await session.sql[Symbol.asyncDispose]()
}
