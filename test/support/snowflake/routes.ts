import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { known } from './credentials.ts'
import type { Fault } from './faults.ts'
import { checkLogin } from './logins.ts'
import { answerStatement } from './query.ts'
import { endSession, type ServerSession, type ServerState } from './server-state.ts'
import { SqlFailure } from './sql-engine.ts'
import { type Body, emptyBody, failureBody } from './wire.ts'

/** What to do with a request: an answer, or one of the ways in which there is none. */
export type Reply =
  | { readonly body: Body; readonly status?: number }
  | { readonly none: 'hang' | 'drop' }
  | { readonly status: number }

export interface Asked {
  readonly state: ServerState
  readonly address: URL
  readonly text: string
  readonly token: string
}

export async function answerRequest(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = new URL(request.url ?? '/', 'http://double')
  const token = /^Snowflake Token="(.*)"$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const asked = { state, address, text: await text(request), token }
  send(response, await replyTo(`${request.method} ${address.pathname}`, asked))
}

function replyTo(route: string, asked: Asked): Promise<Reply> | Reply {
  const known = routes.find(([pattern]) => pattern.test(route))
  if (known !== undefined) return known[1](asked)
  asked.state.problems.push(`unknown request: ${route}`)
  return { status: 404 }
}

function send(response: ServerResponse, reply: Reply): void {
  if ('none' in reply) {
    if (reply.none === 'drop') response.socket?.destroy()
    return
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' })
  response.end('body' in reply ? JSON.stringify(reply.body) : 'not for you')
}

type Route = readonly [RegExp, (asked: Asked) => Promise<Reply> | Reply]

const routes: readonly Route[] = [
  [/^POST \/session\/v1\/login-request$/, logIn],
  [/^POST \/oauth\/token-request$/, issueToken],
  [/^POST \/queries\/v1\/query-request$/, inSession(answerStatement)],
  [/^GET \/queries\/[\w-]+\/result$/, inSession(fetchAnswer)],
  [/^POST \/queries\/(v1|[\w-]+)\/abort-request$/, inSession(abort)],
  [/^POST \/session\/heartbeat$/, inSession(() => ({ body: emptyBody }))],
  [/^POST \/session\/token-request$/, renewToken],
  [/^POST \/session$/, inSession(logOut)],
  [/^POST \/telemetry\/send$/, refuseTelemetry],
]

async function logIn({ state, address, text }: Asked): Promise<Reply> {
  const fault = state.faults.take('login')
  if (fault !== undefined) return loginFault(fault)
  const { data } = JSON.parse(text)
  try {
    state.logins.push(checkLogin(address, data, state.issued))
  } catch (error) {
    if (error instanceof SqlFailure) return { body: failureBody(error) }
    throw error
  }
  const session: ServerSession = {
    sql: await state.engine.open(),
    masterToken: `master-${randomUUID()}`,
    token: `session-${randomUUID()}`,
    parameters: parametersOf(data.SESSION_PARAMETERS),
    answered: new Map(),
    waiting: new Map(),
  }
  state.sessions.set(session.token, session)
  return { body: { success: true, code: null, message: null, data: loginData(session) } }
}

/** What the session was asked to be, and what it is by itself. */
function parametersOf(asked: Body): readonly Body[] {
  const all = { ...asked, TIMEZONE: 'UTC', DATE_OUTPUT_FORMAT: 'YYYY-MM-DD' }
  return Object.entries(all).map(([name, value]) => ({ name, value }))
}

function loginData({ token, masterToken, parameters }: ServerSession): Body {
  return {
    token,
    masterToken,
    validityInSeconds: 3600,
    masterValidityInSeconds: 14_400,
    sessionId: 1,
    parameters,
    sessionInfo: {},
  }
}

function loginFault({ how, code = '390100', sqlState = '08001', message = 'refused' }: Fault): Reply {
  if (how === 'refuse') return { body: failureBody(new SqlFailure(code, sqlState, message)) }
  if (how === 'hang') return { none: 'hang' }
  return how === 'drop_before' ? { none: 'drop' } : { status: how === 'forbidden' ? 403 : 503 }
}

/** https://www.rfc-editor.org/rfc/rfc6749#section-4.4 */
function issueToken({ state, text }: Asked): Reply {
  const form = new URLSearchParams(text)
  const right =
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === known.clientId &&
    form.get('client_secret') === known.clientSecret
  if (!right) return { status: 401, body: { error: 'invalid_client' } }
  const token = `issued-${randomUUID()}`
  state.issued.add(token)
  return { body: { access_token: token, token_type: 'Bearer', expires_in: 600 } }
}

function inSession(answer: (session: ServerSession, asked: Asked) => Promise<Reply> | Reply) {
  return (asked: Asked): Promise<Reply> | Reply => {
    const session = asked.state.sessions.get(asked.token)
    if (session !== undefined) return answer(session, asked)
    return { body: failureBody(new SqlFailure('390111', '08003', 'Session no longer exists.')) }
  }
}

function fetchAnswer({ waiting }: ServerSession, { address }: Asked): Reply {
  const body = waiting.get(address.pathname.split('/')[2] ?? '')
  return body === undefined ? { status: 404 } : { body }
}

function abort(_session: ServerSession, { state }: Asked): Reply {
  state.aborts += 1
  return { body: emptyBody }
}

function renewToken({ state, token }: Asked): Reply {
  const session = [...state.sessions.values()].find(({ masterToken }) => masterToken === token)
  if (session === undefined)
    return { body: failureBody(new SqlFailure('390114', '08003', 'Authentication token has expired.')) }
  state.tokenRenewals += 1
  state.sessions.delete(session.token)
  session.token = `session-${randomUUID()}`
  state.sessions.set(session.token, session)
  const { masterToken } = session
  const data = {
    sessionToken: session.token,
    masterToken,
    validityInSecondsST: 3600,
    validityInSecondsMT: 14_400,
  }
  return { body: { success: true, code: null, message: null, data } }
}

async function logOut(session: ServerSession, { state }: Asked): Promise<Reply> {
  await endSession(state, session)
  return { body: emptyBody }
}

function refuseTelemetry({ state, text }: Asked): Reply {
  state.telemetry.push(text)
  return { status: 404 }
}
