import { z } from 'zod'
import { hashKey } from '../../hash-key.ts'

const secret = z.string().min(1).meta({ secret: true })
const name = z.string().min(1)

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Whether a secret may travel to this address (encrypted, or not leaving this machine), and it holds none itself. */
export function isPrivateAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, username, password } = new URL(address)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && loopbackHosts.has(hostname))
}

const address = z
  .string()
  .refine(isPrivateAddress, 'write a full address that starts with https:// and holds no password')

/** Exactly one of two fields: the secret itself or the file that holds it. */
function oneOf(text: string, file: string) {
  return {
    fits: (value: Readonly<Record<string, unknown>>) =>
      (value[text] === undefined) !== (value[file] === undefined),
    message: `give either ${text} or ${file}`,
  }
}

const keyOrFile = oneOf('privateKey', 'privateKeyFile')
const tokenOrFile = oneOf('token', 'tokenFile')

/** https://docs.snowflake.com/en/user-guide/security-authentication-overview */
const methods = [
  z
    .strictObject({
      method: z.literal('key_pair'),
      privateKey: secret.meta({ secret: true, multiline: true }).optional(),
      privateKeyFile: name.optional(),
      passphrase: secret.optional(),
    })
    .refine(keyOrFile.fits, keyOrFile.message),
  z.strictObject({ method: z.literal('programmatic_access_token'), token: secret }),
  z.strictObject({ method: z.literal('oauth_token'), token: secret }),
  z.strictObject({
    method: z.literal('oauth_client_credentials'),
    clientId: name,
    clientSecret: secret,
    tokenUrl: address,
    scope: name.optional(),
  }),
  z
    .strictObject({
      method: z.literal('workload_identity'),
      provider: z.literal('OIDC').default('OIDC'),
      token: secret.optional(),
      tokenFile: name.optional(),
    })
    .refine(tokenOrFile.fits, tokenOrFile.message),
  z.strictObject({
    method: z.literal('container_token'),
    tokenFile: name.default('/snowflake/session/token'),
  }),
  z.strictObject({ method: z.literal('password'), password: secret }),
] as const

const authentication = z.discriminatedUnion('method', methods, {
  error: ({ code }) =>
    code === 'invalid_union'
      ? `it takes one of: ${methods.map((method) => method.shape.method.value).join(', ')}`
      : undefined,
})

/** Methods by which Snowflake learns the user from the token alone. */
const withoutUser: ReadonlySet<string> = new Set([
  'oauth_token',
  'oauth_client_credentials',
  'workload_identity',
  'container_token',
])

/** The `warehouse` section of a sync that lands in Snowflake. Secrets are given inline or from the environment. */
export const snowflakeSettings = z
  .strictObject({
    type: z.literal('snowflake'),
    account: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
        'write the account identifier alone, as in "myorg-myaccount", without https:// and .snowflakecomputing.com',
      )
      .refine(
        (account) => !/\.snowflakecomputing\./i.test(`${account}.`),
        'leave .snowflakecomputing.com away: only the account identifier, as in "myorg-myaccount"',
      ),
    user: name.optional(),
    auth: authentication,
    role: name.optional(),
    warehouse: name.optional(),
    database: name,
    schema: name,
    stagingSchema: name,
    accessUrl: address.optional(),
    hashKey,
  })
  .refine(({ user, auth }) => user !== undefined || withoutUser.has(auth.method), {
    path: ['user'],
    message: 'this method of signing in needs the name of the user',
  })

export type SnowflakeSettings = z.infer<typeof snowflakeSettings>
export type SnowflakeAuthentication = SnowflakeSettings['auth']

/** What works but should not stay so: one sentence each, for the user. */
export function warningsOf({ auth }: SnowflakeSettings): readonly string[] {
  if (auth.method !== 'password') return []
  return [
    'Snowflake is phasing out passwords for service users: sign in with key_pair or workload_identity instead.',
  ]
}
