import type { FailureKind } from '../../../contract/errors.ts'
import type { DriverFailure } from './failures.ts'
import { missingGrant, missingObject, roleOf } from './grants.ts'

export interface FailureCase {
  readonly kind: FailureKind
  readonly code: string
  readonly say: (failure: DriverFailure) => string
}

const refused = (say: FailureCase['say']): FailureCase => ({ kind: 'auth', code: 'login_refused', say })

const userOf = ({ settings }: DriverFailure) => settings.user ?? 'of the token'

const tokenRefused = refused(
  ({ settings }) =>
    `Snowflake did not accept the token for the account ${settings.account}: make a new one, and check that it belongs to the user in "warehouse.user".`,
)

const sessionLost: FailureCase = {
  kind: 'transient',
  code: 'session_lost',
  say: () => 'Snowflake ended the session; nothing half is in the tables: run again.',
}

const absent: FailureCase = { kind: 'config', code: 'not_authorized', say: missingObject }

/**
 * By Snowflake's code. Their texts are documented nowhere in one place; these were met in its drivers' sources and
 * issues, and in https://community.snowflake.com/s/article/error-codes
 */
export const cases: Readonly<Record<string, FailureCase>> = {
  '390100': refused(
    (failure) =>
      `Snowflake refused the user ${userOf(failure)}: check "user" and "password" in "warehouse", and the account.`,
  ),
  '390101': refused(
    (failure) => `The Snowflake user ${userOf(failure)} is disabled: ask an administrator to enable it.`,
  ),
  '390102': refused(
    (failure) =>
      `The Snowflake user ${userOf(failure)} is locked after too many failed logins: wait a quarter of an hour, or ask an administrator.`,
  ),
  '390144': refused(
    (failure) =>
      `Snowflake did not accept the key of the user ${userOf(failure)}: set its public half with ALTER USER ${userOf(failure)} SET RSA_PUBLIC_KEY='…', and check the account, the user and this machine's clock.`,
  ),
  '390303': tokenRefused,
  '390318': tokenRefused,
  '394400': tokenRefused,
  '390186': {
    kind: 'config',
    code: 'role_not_granted',
    say: (failure) =>
      `The role ${roleOf(failure)} is not granted to the user ${userOf(failure)}: GRANT ROLE ${roleOf(failure)} TO USER ${userOf(failure)}`,
  },
  '390189': {
    kind: 'config',
    code: 'role_not_granted',
    say: (failure) =>
      `The role ${roleOf(failure)} does not exist or is not granted: check "warehouse.role", or GRANT ROLE ${roleOf(failure)} TO USER ${userOf(failure)}`,
  },
  '390201': absent,
  '390422': refused(
    () =>
      "Snowflake's network policy does not let this machine in: ask an administrator to add its address to the policy of the user.",
  ),
  '390104': sessionLost,
  '390111': sessionLost,
  '390112': sessionLost,
  '390114': sessionLost,
  '390195': sessionLost,
  '407001': sessionLost,
  '407002': sessionLost,
  '002003': absent,
  '002043': absent,
  '003001': { kind: 'config', code: 'not_authorized', say: missingGrant },
  '003041': { kind: 'config', code: 'not_authorized', say: missingGrant },
  '000606': {
    kind: 'config',
    code: 'no_warehouse',
    say: ({ settings, ...failure }) =>
      `No virtual warehouse is in use: name one in "warehouse.warehouse" and GRANT USAGE ON WAREHOUSE ${settings.warehouse ?? 'the_warehouse'} TO ROLE ${roleOf({ settings, ...failure })}`,
  },
  '090073': {
    kind: 'transient',
    code: 'warehouse_suspended',
    say: ({ settings }) =>
      `The virtual warehouse ${settings.warehouse ?? ''} is suspended because its resource monitor's quota is used up: raise the quota, or wait for the next period.`,
  },
  '000604': { kind: 'transient', code: 'statement_stopped', say: () => statementCancelled },
  '000630': { kind: 'transient', code: 'statement_stopped', say: () => statementCancelled },
  '000625': {
    kind: 'transient',
    code: 'state_conflict',
    say: () => 'Another session holds these tables locked: let it finish, then run again.',
  },
  '100090': {
    kind: 'bug',
    code: 'duplicate_rows',
    say: () =>
      'Two staged rows matched one row of the table; nothing was changed: run again, and report this if it comes back.',
  },
  '100069': tooLarge(),
  '100078': tooLarge(),
  '100082': tooLarge(),
}

const statementCancelled =
  'Snowflake cancelled a statement that took too long: use a larger virtual warehouse, or run again.'

function tooLarge(): FailureCase {
  return {
    kind: 'data',
    code: 'row_too_large',
    say: () => 'A row is larger than its Snowflake column can hold; nothing was changed: report this.',
  }
}

const noAnswer = (code: string, say: FailureCase['say']): FailureCase => ({ kind: 'transient', code, say })

/** By the operating system's code, when no answer came. */
export const networkCases: Readonly<Record<string, FailureCase>> &
  Readonly<Record<'insecure' | 'other', FailureCase>> = {
  insecure: {
    kind: 'config',
    code: 'tls_failed',
    say: ({ host }) =>
      `The secure connection to ${host} failed because its certificate is not trusted; check the account, or name your company's certificate authority in NODE_EXTRA_CA_CERTS.`,
  },
  ENOTFOUND: noAnswer(
    'host_unknown',
    ({ host }) => `No host is called ${host}: check the account and this machine's DNS.`,
  ),
  ECONNREFUSED: noAnswer(
    'connection_refused',
    ({ host }) => `Nothing accepts connections at ${host}: check the account, the proxy and the firewall.`,
  ),
  other: noAnswer(
    'connection_lost',
    ({ host }) => `The connection to Snowflake at ${host} broke off: check the network and run again.`,
  ),
}

const notFound: FailureCase = {
  kind: 'config',
  code: 'account_unknown',
  say: ({ settings, host }) =>
    `There is no Snowflake account ${settings.account} at ${host}: check "warehouse.account" and "warehouse.accessUrl".`,
}

/** By HTTP status, when the answer was not Snowflake's own. */
export const statusCases: Readonly<Record<string, FailureCase>> & Readonly<Record<'other', FailureCase>> = {
  '401': sessionLost,
  '403': notFound,
  '404': notFound,
  other: noAnswer(
    'unavailable',
    ({ host }) => `Snowflake at ${host} is not available for the moment: run again later.`,
  ),
}

/** Failures of signing in that are not Snowflake's. */
export const loginCases: Readonly<Record<'clientRefused' | 'tokenHostSilent' | 'other', FailureCase>> = {
  clientRefused: refused(
    ({ tokenHost }) =>
      `The token address at ${tokenHost} refused the client: check "clientId", "clientSecret" and "tokenUrl" in "warehouse.auth".`,
  ),
  tokenHostSilent: noAnswer(
    'token_host_silent',
    ({ tokenHost }) =>
      `The token address at ${tokenHost} gave no token: check "tokenUrl" in "warehouse.auth" and the network.`,
  ),
  other: {
    kind: 'config',
    code: 'login_failed',
    say: ({ host, reason }) => `Signing in at ${host} failed: ${reason}`,
  },
}

export const uploadCase: FailureCase = noAnswer(
  'upload_failed',
  () => 'A file did not reach the Snowflake stage: check the network and the disk, then run again.',
)

export const unknownCase: FailureCase = {
  kind: 'bug',
  code: 'warehouse_error',
  say: ({ code, sqlState, reason }) =>
    `Snowflake refused a statement (${code}${sqlState === undefined ? '' : `, ${sqlState}`}): ${reason}`,
}
