import { z } from 'zod'
import { SyncError, toSyncError } from '../../src/contract/errors.ts'
import type { ConnectionMethod, Settings } from '../../src/contract/plugin.ts'
import { sharedLimits } from './shared-limits.ts'
import { carriesCredentials, siteOf } from './site.ts'

const domain = z
  .string()
  .min(1)
  // Refused before it is kept: what is not marked as a secret is shown again.
  .refine((given) => !carriesCredentials(given), 'enter the name and the password in their own fields')
  .superRefine((given, context) => {
    try {
      siteOf(given)
    } catch (error) {
      context.addIssue({ code: 'custom', message: toSyncError(error).message })
    }
  })
  .meta({
    title: 'Domain',
    description: 'The domain of your Confluence site, or the address of any of its pages.',
    examples: ['acme.atlassian.net'],
  })

const apiToken = z.strictObject({
  domain,
  email: z
    .string()
    .min(1)
    .meta({
      title: 'E-mail',
      description: 'The e-mail address of the Atlassian account that the token belongs to.',
      examples: ['ada@example.com'],
    }),
  apiToken: z.string().min(1).meta({
    title: 'API token',
    description: 'Created at https://id.atlassian.com/manage-profile/security/api-tokens.',
    secret: true,
  }),
  sharedLimits,
})

const oauthAccessToken = z.strictObject({
  domain: domain.meta({
    title: 'Domain',
    description: 'The address of your site behind the Atlassian gateway.',
    examples: ['https://api.atlassian.com/ex/confluence/<cloudId>'],
  }),
  accessToken: z
    .string()
    .min(1)
    .meta({ title: 'Access token', description: 'An OAuth 2.0 access token for this site.', secret: true }),
  sharedLimits,
})

/** The ways to sign in, the usual one first. */
export const connectionMethods: readonly ConnectionMethod[] = [
  {
    name: 'api_token',
    title: 'API token',
    description: 'An Atlassian account with an API token, classic or with scopes.',
    settings: apiToken,
  },
  {
    name: 'oauth_access_token',
    title: 'OAuth access token',
    description: 'An OAuth 2.0 access token that something else keeps fresh.',
    settings: oauthAccessToken,
  },
]

export interface SignIn {
  readonly domain: string
  /** The value of the Authorization header. */
  readonly authorization: string
  /** Where the limits are shared with other processes. */
  readonly redisUrl: string | undefined
}

/** What the settings of a method come to. Throws SyncError `config` that names the fields which are wrong. */
export function signInOf(method: string, settings: Settings): SignIn {
  const open = openers[method]
  if (open === undefined) {
    const names = Object.keys(openers).join(' or ')
    throw new SyncError('config', `There is no connection method "${method}"; use ${names}.`, {
      code: 'method_unknown',
    })
  }
  return open(settings)
}

const openers: Readonly<Record<string, (settings: Settings) => SignIn>> = {
  api_token(settings) {
    const { domain, email, apiToken: token, sharedLimits: redisUrl } = parse(apiToken, settings)
    const pair = `${email.trim()}:${withoutSpace(token)}`
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
    return { domain, authorization, redisUrl }
  },
  oauth_access_token(settings) {
    const { domain, accessToken, sharedLimits: redisUrl } = parse(oauthAccessToken, settings)
    return { domain, authorization: `Bearer ${headerSafe(accessToken)}`, redisUrl }
  },
}

// Line breaks come along when a token is pasted, or read from a file of secrets.
const withoutSpace = (token: string): string => token.replaceAll(/\s/g, '')

// Other characters could not be sent.
function headerSafe(token: string): string {
  const bare = withoutSpace(token)
  if (/^[\x21-\x7e]+$/.test(bare)) return bare
  throw new SyncError('config', 'The access token has characters that no token has; copy it once more.', {
    code: 'token_invalid',
  })
}

function parse<Form extends z.ZodObject>(form: Form, settings: Settings): z.infer<Form> {
  const parsed = form.safeParse(settings)
  if (parsed.success) return parsed.data
  // What is wrong with the domain has a code and words of its own.
  if (typeof settings['domain'] === 'string') siteOf(settings['domain'])
  const fields = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the form'}: ${message}`)
  throw new SyncError(
    'config',
    `The connection's settings are not complete (${fields.join('; ')}); correct them.`,
    {
      code: 'settings_invalid',
    },
  )
}
