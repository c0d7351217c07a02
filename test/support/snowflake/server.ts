import { createServer } from 'node:http'
import { type Fault, type Faults, faultSwitches } from './faults.ts'
import type { Login } from './logins.ts'
import { answerRequest } from './routes.ts'
import { type ServerSession, type ServerState, serverState } from './server-state.ts'
import type { SqlEngine } from './sql-engine.ts'

export interface SnowflakeServerOptions {
  readonly engine: SqlEngine
  readonly faults?: readonly Fault[]
}

/** A Snowflake on this machine, by its wire protocol. Strict: what it does not know is a problem. */
export interface SnowflakeServer extends AsyncDisposable {
  /** To be given as `accessUrl`. */
  readonly url: string
  readonly faults: Faults
  readonly logins: readonly Login[]
  /** Every statement that came in, in order, also those that were refused. */
  readonly statements: readonly string[]
  readonly openSessions: number
  /** Unknown requests and unknown SQL: a test fails when there are any. */
  readonly problems: readonly string[]
  /** Telemetry that somebody tried to send. */
  readonly telemetry: readonly string[]
  readonly tokenRenewals: number
  readonly aborts: number
  /** Statements that will never be answered. */
  readonly hanging: number
}

// A proxy that this machine may have in its environment leads away from the double.
for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] = '127.0.0.1'

export async function openSnowflakeServer(options: SnowflakeServerOptions): Promise<SnowflakeServer> {
  const state = serverState(options.engine, faultSwitches(options.faults))
  const server = createServer((request, response) => {
    answerRequest(state, request, response).catch((error: unknown) => {
      state.problems.push(`${request.method} ${request.url}: ${String(error)}`)
      response.writeHead(500).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const close = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
    await Promise.all([...state.sessions.values()].map(({ sql }) => sql[Symbol.asyncDispose]()))
  }
  return viewOf(url, state, close)
}

function viewOf(url: string, state: ServerState, close: () => Promise<void>): SnowflakeServer {
  return {
    url,
    faults: state.faults,
    logins: state.logins,
    statements: state.statements,
    telemetry: state.telemetry,
    get openSessions() {
      return new Set<ServerSession>(state.sessions.values()).size
    },
    get problems() {
      return [...state.problems, ...state.engine.unknown]
    },
    get tokenRenewals() {
      return state.tokenRenewals
    },
    get hanging() {
      return state.hanging
    },
    get aborts() {
      return state.aborts
    },
    [Symbol.asyncDispose]: close,
  }
}
