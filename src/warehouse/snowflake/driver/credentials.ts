import { readFile } from 'node:fs/promises'
import { SyncError } from '../../../contract/errors.ts'
import { readPrivateKey } from './private-key.ts'
import type { DriverOptions } from './sdk.ts'
import type { SnowflakeAuthentication, SnowflakeSettings } from './settings.ts'

type Method = SnowflakeAuthentication['method']
type Settings<Name extends Method> = Extract<SnowflakeAuthentication, { readonly method: Name }>
type Credentials = Pick<
  DriverOptions,
  | 'authenticator'
  | 'username'
  | 'password'
  | 'token'
  | 'privateKey'
  | 'workloadIdentityProvider'
  | 'oauthClientId'
  | 'oauthClientSecret'
  | 'oauthTokenRequestUrl'
  | 'oauthScope'
  | 'oauthHttpAllowed'
>

/**
 * What the driver needs to sign in, read afresh from its files each time: tokens are rotated under our feet.
 * Throws SyncError `config` when a file cannot be read or a key is of the wrong form.
 */
export async function credentialsOf({ auth, user }: SnowflakeSettings): Promise<Credentials> {
  const credentials = await byMethod(auth)
  // Inside a container service Snowflake knows the user from the token and refuses any other name.
  return user === undefined || auth.method === 'container_token'
    ? credentials
    : { ...credentials, username: user }
}

/** https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-authenticate */
function byMethod(auth: SnowflakeAuthentication): Promise<Credentials> | Credentials {
  switch (auth.method) {
    case 'key_pair':
      return keyPair(auth)
    case 'programmatic_access_token':
      return { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: auth.token }
    case 'oauth_token':
      return { authenticator: 'OAUTH', token: auth.token }
    case 'oauth_client_credentials':
      return clientCredentials(auth)
    case 'workload_identity':
      return workloadIdentity(auth)
    case 'container_token':
      return containerToken(auth)
    case 'password':
      return { authenticator: 'SNOWFLAKE', password: auth.password }
  }
}

async function keyPair(auth: Settings<'key_pair'>): Promise<Credentials> {
  const { privateKey, privateKeyFile: file, passphrase } = auth
  const pem = privateKey ?? (await readSecret(file, 'private key'))
  const key = readPrivateKey({ pem, passphrase, ...(file === undefined ? {} : { file }) })
  return { authenticator: 'SNOWFLAKE_JWT', privateKey: key }
}

function clientCredentials(auth: Settings<'oauth_client_credentials'>): Credentials {
  return {
    authenticator: 'OAUTH_CLIENT_CREDENTIALS',
    oauthClientId: auth.clientId,
    oauthClientSecret: auth.clientSecret,
    oauthTokenRequestUrl: auth.tokenUrl,
    ...(auth.scope === undefined ? {} : { oauthScope: auth.scope }),
    // The settings allow plain HTTP to this machine only.
    ...(auth.tokenUrl.startsWith('http:') ? { oauthHttpAllowed: true } : {}),
  }
}

async function workloadIdentity(auth: Settings<'workload_identity'>): Promise<Credentials> {
  const token = auth.token ?? (await readSecret(auth.tokenFile, 'workload identity token'))
  return { authenticator: 'WORKLOAD_IDENTITY', workloadIdentityProvider: auth.provider, token }
}

async function containerToken(auth: Settings<'container_token'>): Promise<Credentials> {
  return { authenticator: 'OAUTH', token: await readSecret(auth.tokenFile, 'container token') }
}

// The driver's own reading of token files is avoided: it refuses the file modes of mounted secrets, and reads once.
async function readSecret(file: string | undefined, what: string): Promise<string> {
  const path = file ?? ''
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadableFile(
      `The ${what} cannot be read from ${path}: check that path and its permissions.`,
      cause,
    )
  })
  if (text.trim() !== '') return text.trim()
  throw unreadableFile(`The file ${path} is empty: it should hold the ${what}.`)
}

function unreadableFile(message: string, cause?: unknown): SyncError {
  return new SyncError('config', message, { code: 'secret_file', cause })
}
