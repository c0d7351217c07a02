import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectSnowflake } from '../../../../../src/warehouse/snowflake/driver/connect.ts'
import type { SnowflakeAuthentication } from '../../../../../src/warehouse/snowflake/driver/settings.ts'
import { known, privateKeyPem } from '../../../../support/snowflake/credentials.ts'
import { openSmallDouble, type SmallDouble, settingsFor } from '../../../../support/snowflake/double.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logins-'))
  await writeFile(join(folder, 'token'), `${known.workloadToken}\n`)
  await writeFile(join(folder, 'container'), known.oauthToken)
  await writeFile(join(folder, 'key.p8'), privateKeyPem('a passphrase'))
})
afterAll(() => rm(folder, { recursive: true }))

let double: SmallDouble
beforeEach(async () => {
  // The driver lets workload identities out to Snowflake's own hosts only.
  vi.stubEnv('SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES', '127.0.0.1')
  double = await openSmallDouble()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  expect(double.server.problems).toEqual([])
  expect(double.server.telemetry).toEqual([])
  expect(double.server.openSessions).toBe(0)
  await double[Symbol.asyncDispose]()
})

const open = (auth: SnowflakeAuthentication, limits = {}) =>
  connectSnowflake(settingsFor(double.server.url, auth), { limits })({ stream: 'pages' })

type Case = readonly [name: string, auth: () => SnowflakeAuthentication, authenticator: string]

const right: readonly Case[] = [
  ['key pair', () => ({ method: 'key_pair', privateKey: privateKeyPem() }), 'SNOWFLAKE_JWT'],
  [
    'key pair with written-out line breaks',
    () => ({ method: 'key_pair', privateKey: privateKeyPem().replaceAll('\n', '\\n') }),
    'SNOWFLAKE_JWT',
  ],
  [
    'encrypted key from a file',
    () => ({ method: 'key_pair', privateKeyFile: join(folder, 'key.p8'), passphrase: 'a passphrase' }),
    'SNOWFLAKE_JWT',
  ],
  [
    'programmatic access token',
    () => ({ method: 'programmatic_access_token', token: known.programmaticAccessToken }),
    'PROGRAMMATIC_ACCESS_TOKEN',
  ],
  ['OAuth token', () => ({ method: 'oauth_token', token: known.oauthToken }), 'OAUTH'],
  ['OAuth client credentials', () => clientCredentials(known.clientSecret), 'OAUTH'],
  [
    'workload identity',
    () => ({ method: 'workload_identity', provider: 'OIDC', tokenFile: join(folder, 'token') }),
    'WORKLOAD_IDENTITY',
  ],
  ['container token', () => ({ method: 'container_token', tokenFile: join(folder, 'container') }), 'OAUTH'],
  ['password', () => ({ method: 'password', password: known.password }), 'SNOWFLAKE'],
]

const clientCredentials = (clientSecret: string): SnowflakeAuthentication => ({
  method: 'oauth_client_credentials',
  clientId: known.clientId,
  clientSecret,
  tokenUrl: `${double.server.url}/oauth/token-request`,
  scope: 'session:role:SYNC_ROLE',
})

test.each(right)('%s signs in', async (_name, auth, authenticator) => {
  await using session = await open(auth())
  expect((await session.run({ sql: 'SELECT 1', values: [] })).rows).toEqual([[1]])
  expect(double.server.logins).toMatchObject([
    {
      authenticator,
      account: known.account,
      role: 'SYNC_ROLE',
      warehouse: 'SYNC_WH',
      database: 'CONFLUENCE',
      schema: 'RAW',
      queryTag: '{"stream":"pages"}',
    },
  ])
})

const otherKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' })

const wrong: readonly [name: string, auth: () => SnowflakeAuthentication, says: RegExp][] = [
  [
    'another key',
    () => ({ method: 'key_pair', privateKey: otherKey().toString() }),
    /did not accept the key of the user SYNC_SERVICE: set its public half with ALTER USER/,
  ],
  [
    'another password',
    () => ({ method: 'password', password: 'guessed-5a1f' }),
    /refused the user SYNC_SERVICE: check "user" and "password"/,
  ],
  [
    'another programmatic access token',
    () => ({ method: 'programmatic_access_token', token: 'guessed-5a1f' }),
    /did not accept the token .*make a new one/,
  ],
  ['another OAuth token', () => ({ method: 'oauth_token', token: 'guessed-5a1f' }), /make a new one/],
  [
    'another workload identity',
    () => ({ method: 'workload_identity', provider: 'OIDC', token: 'guessed-5a1f' }),
    /make a new one/,
  ],
  [
    'another client secret',
    () => clientCredentials('guessed-5a1f'),
    /token address at .* refused the client: check "clientId", "clientSecret" and "tokenUrl"/,
  ],
]

test.each(wrong)('%s is refused in plain words', async (_name, auth, says) => {
  const error = await open(auth()).then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  expect(error).toMatchObject({ kind: 'auth', code: 'login_refused', message: expect.stringMatching(says) })
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('guessed-5a1f')
  expect(Object.keys(error?.cause ?? {}).sort()).toEqual(['code', 'name', 'sqlState'])
})

describe('a login that Snowflake refuses', () => {
  const password = { method: 'password', password: known.password } as const

  test.each([
    ['390189', 'config', 'GRANT ROLE SYNC_ROLE TO USER SYNC_SERVICE'],
    ['390422', 'auth', 'network policy'],
    ['390102', 'auth', 'locked'],
  ])('%s', async (code, kind, says) => {
    double.server.faults.arm({ on: 'login', how: 'refuse', code })
    await expect(open(password)).rejects.toMatchObject({ kind, message: expect.stringContaining(says) })
  })

  test('because the account is unknown', async () => {
    double.server.faults.arm({ on: 'login', how: 'forbidden' })
    await expect(open(password)).rejects.toMatchObject({ kind: 'config', code: 'account_unknown' })
  })

  test('because it is away for the moment', async () => {
    double.server.faults.arm({ on: 'login', how: 'unavailable' })
    await expect(open(password, { loginRetries: 0 })).rejects.toMatchObject({
      kind: 'transient',
      code: 'unavailable',
    })
  })
})

test('token files are read again for every session', async () => {
  const tokenFile = join(folder, 'rotated')
  await writeFile(tokenFile, 'stale')
  const connect = connectSnowflake(settingsFor(double.server.url, { method: 'container_token', tokenFile }))
  await expect(connect({})).rejects.toMatchObject({ code: 'login_refused' })
  await writeFile(tokenFile, known.oauthToken)
  await using session = await connect({})
  await session.run({ sql: 'SELECT 1', values: [] })
})

test('a token file that is not there is told', async () => {
  const auth = { method: 'container_token', tokenFile: join(folder, 'nowhere') } as const
  await expect(open(auth)).rejects.toMatchObject({
    kind: 'config',
    code: 'secret_file',
    message: expect.stringContaining(join(folder, 'nowhere')),
  })
})

test('a port where nothing listens is told', async () => {
  const settings = settingsFor('http://127.0.0.1:1')
  await expect(connectSnowflake(settings, { limits: { loginRetries: 0 } })({})).rejects.toMatchObject({
    kind: 'transient',
    code: 'connection_refused',
    message: expect.stringContaining('127.0.0.1:1'),
  })
})
