import { SyncError } from '../../../contract/errors.ts'
import {
  cases,
  type FailureCase,
  loginCases,
  networkCases,
  statusCases,
  unknownCase,
  uploadCase,
} from './failure-cases.ts'
import type { SnowflakeSettings } from './settings.ts'

/** What a message may name: no secret is among it. */
export interface FailureContext {
  readonly settings: Pick<
    SnowflakeSettings,
    'account' | 'user' | 'role' | 'warehouse' | 'database' | 'schema' | 'stagingSchema'
  >
  readonly host: string
  /** The host that gives out tokens, when it is not Snowflake's own matter. */
  readonly tokenHost?: string
  /** The statement that failed; absent: the login. */
  readonly sql?: string
}

/** What the driver said, taken apart. */
export interface DriverFailure extends FailureContext {
  /** Snowflake's own code, or the driver's, six digits. */
  readonly code: string
  readonly sqlState: string | undefined
  /** On one line, without the statement. */
  readonly reason: string
}

/** Failures after which a session is worth nothing: its transaction and temporary tables may be gone. */
const sessionLost: ReadonlySet<string> = new Set(['session_lost', 'timed_out', 'cancelled', 'upload_stuck'])

/** Whether the session must not be used again after this failure. */
export function leavesInDoubt(error: SyncError): boolean {
  return sessionLost.has(error.code) || networkCodes.has(error.code)
}

const networkCodes: ReadonlySet<string> = new Set([
  ...Object.values(networkCases).map(({ code }) => code),
  ...Object.values(statusCases).map(({ code }) => code),
])

/** The driver's failure in the user's words. SyncErrors pass through. */
export function translate(error: unknown, context: FailureContext): SyncError {
  if (error instanceof SyncError) return error
  const failure = { ...context, ...factsOf(error, context) }
  const known = caseOf(failure, error)
  const queryId = textAt(error, 'data', 'queryId')
  return new SyncError(known.kind, known.say(failure), {
    code: known.code,
    cause: bare(error, failure.reason),
    ...(queryId === undefined ? {} : { requestId: queryId }),
  })
}

/** Without the answer, and what else the driver hangs on its errors: a log may hold this. */
function bare(error: unknown, reason: string): unknown {
  if (!(error instanceof Error)) return error
  const facts = { name: error.name, code: textAt(error, 'code'), sqlState: textAt(error, 'sqlState') }
  return Object.assign(new Error(reason), facts)
}

function factsOf(
  error: unknown,
  { sql }: FailureContext,
): Pick<DriverFailure, 'code' | 'sqlState' | 'reason'> {
  const code = (textAt(error, 'code') ?? '').padStart(6, '0')
  const message = error instanceof Error ? error.message : String(error)
  // What a service says to a sign-in may repeat what it was given.
  const isEcho = sql === undefined && serviceCode.test(code)
  return {
    code,
    sqlState: textAt(error, 'sqlState'),
    reason: isEcho ? `code ${code}` : message.replace(/\s+/g, ' ').trim().slice(0, longestReason),
  }
}

// The driver's own codes begin with 4.
const serviceCode = /^[1-35-9]/

const longestReason = 300

/** The driver's codes for a request that got no answer, or one that is not Snowflake's. */
const unanswered: ReadonlySet<string> = new Set(['401001', '401002', '401003', '401004', '402001', '402002'])

function caseOf(failure: DriverFailure, error: unknown): FailureCase {
  const known = cases[failure.code]
  if (known !== undefined) return known
  const status = textAt(error, 'response', 'status') ?? textAt(error, 'response', 'statusCode')
  if (!unanswered.has(failure.code)) return foreignCase(failure, status)
  if (status !== undefined) return statusCases[status] ?? statusCases.other
  const network = textAt(error, 'cause', 'code') ?? textAt(error, 'cause', 'cause', 'code') ?? ''
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(network)) return networkCases.insecure
  return networkCases[network] ?? networkCases.other
}

/** What neither Snowflake nor the driver gave a code: while signing in, it came from whoever gives out tokens. */
function foreignCase({ sql, tokenHost }: DriverFailure, status: string | undefined): FailureCase {
  if (sql !== undefined) return refusedCase(sql)
  if (tokenHost === undefined) return loginCases.other
  return status === undefined ? loginCases.tokenHostSilent : loginCases.clientRefused
}

/** An upload may fail in many ways that Snowflake knows nothing of. */
function refusedCase(sql: string): FailureCase {
  return /^PUT\b/.test(sql) ? uploadCase : unknownCase
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined
}
