import { createHash, verify } from 'node:crypto'
import { known } from './credentials.ts'
import { SqlFailure } from './sql-engine.ts'

/** What a login request carried, without its secrets. */
export interface Login {
  readonly authenticator: string
  readonly user: string | undefined
  readonly account: string
  readonly role: string | undefined
  readonly warehouse: string | undefined
  readonly database: string | undefined
  readonly schema: string | undefined
  readonly queryTag: string | undefined
}

type Data = Readonly<Record<string, unknown>>

/** The login, when what it carried is right; else throws what Snowflake would answer. `issued`: OAuth tokens given out. */
export function checkLogin(address: URL, data: Data, issued: ReadonlySet<string>): Login {
  const authenticator = text(data['AUTHENTICATOR']) ?? 'SNOWFLAKE'
  const check = checks[authenticator]
  if (check === undefined) throw refused('390100', `unknown authenticator ${authenticator}`)
  check(data, issued)
  const parameters = data['SESSION_PARAMETERS']
  const place = (name: string) => address.searchParams.get(name) ?? undefined
  return {
    authenticator,
    user: text(data['LOGIN_NAME']),
    account: text(data['ACCOUNT_NAME']) ?? '',
    role: place('roleName'),
    warehouse: place('warehouse'),
    database: place('databaseName'),
    schema: place('schemaName'),
    queryTag: text(Reflect.get(Object(parameters), 'QUERY_TAG')),
  }
}

type Check = (data: Data, issued: ReadonlySet<string>) => void

const checks: Readonly<Record<string, Check>> = {
  SNOWFLAKE: (data) => {
    requireUser(data)
    if (data['PASSWORD'] !== known.password)
      throw refused('390100', 'Incorrect username or password was specified.')
  },
  SNOWFLAKE_JWT: (data) => {
    requireUser(data)
    if (!isSigned(text(data['TOKEN']) ?? '')) throw refused('390144', 'JWT token is invalid.')
  },
  PROGRAMMATIC_ACCESS_TOKEN: (data) => {
    requireUser(data)
    if (data['TOKEN'] !== known.programmaticAccessToken)
      throw refused('394400', 'Programmatic access token is invalid.')
  },
  OAUTH: (data, issued) => {
    const token = text(data['TOKEN']) ?? ''
    if (token !== known.oauthToken && !issued.has(token))
      throw refused('390303', 'Invalid OAuth access token.')
  },
  WORKLOAD_IDENTITY: (data) => {
    if (data['PROVIDER'] !== 'OIDC' || data['TOKEN'] !== known.workloadToken)
      throw refused('390303', 'Invalid workload identity token.')
  },
}

function requireUser(data: Data): void {
  if (data['LOGIN_NAME'] !== known.user || data['ACCOUNT_NAME'] !== known.account)
    throw refused('390100', 'Incorrect username or password was specified.')
}

/** The token's signature, issuer, subject and life. */
function isSigned(token: string): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const signed = Buffer.from(`${header}.${payload}`)
  if (!verify('RSA-SHA256', signed, known.publicKey, Buffer.from(signature, 'base64url'))) return false
  const { iss, sub, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
    string,
    unknown
  >
  const subject = `${known.account.toUpperCase()}.${known.user}`
  return iss === `${subject}.${fingerprint()}` && sub === subject && Number(exp) > Date.now()
}

function fingerprint(): string {
  const der = known.publicKey.export({ format: 'der', type: 'spki' })
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`
}

function refused(code: string, message: string): SqlFailure {
  return new SqlFailure(code, '08001', message)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
