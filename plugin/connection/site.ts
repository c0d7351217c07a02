import { isIP } from 'node:net'
import { SyncError } from '../../src/contract/errors.ts'

/**
 * The site's address from what people paste: a domain, a URL, the URL of a page. Without a slash at the end; the
 * gateway's `/ex/confluence/<cloudId>` stays. Throws SyncError `config` for anything that must not be called.
 */
export function siteOf(domain: string): string {
  const given = domain.trim()
  if (given === '')
    throw refused('domain_missing', 'Enter the domain of your Confluence site, such as acme.atlassian.net.')
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : schemeFor(given) + given, given)
  const problem = problems.find(({ fits }) => fits(url))
  if (problem !== undefined) throw refused(problem.code, problem.message(url))
  return `${url.origin}${prefixOf(url)}`
}

const schemeFor = (given: string): string =>
  isLoopback(hostnameOf(`http://${given}`)) ? 'http://' : 'https://'

function hostnameOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : ''
}

function parse(address: string, given: string): URL {
  if (URL.canParse(address)) return new URL(address)
  throw refused('domain_invalid', `"${shown(given)}" is not a domain; enter one such as acme.atlassian.net.`)
}

/** Whether a name or a password stands before the host. */
export const carriesCredentials = (given: string): boolean => /^([^/?#]*:\/\/)?[^/?#]*@/.test(given.trim())

// What stands before an @ is a name and a password; what is no letter of a line would break the sentence.
const shown = (given: string): string =>
  given
    .replace(/^.*@/s, '')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 100)

interface Problem {
  readonly code: string
  fits(url: URL): boolean
  message(url: URL): string
}

const problems: readonly Problem[] = [
  {
    code: 'domain_scheme',
    fits: ({ protocol }) => protocol !== 'https:' && protocol !== 'http:',
    message: () => 'The domain must be reached by https; remove what stands before the domain.',
  },
  {
    code: 'credentials_in_domain',
    fits: ({ username, password }) => username !== '' || password !== '',
    message: () => 'The domain must not carry a name or a password; enter these in their own fields.',
  },
  {
    // Without encryption the token would be readable on the way.
    code: 'plain_http',
    fits: ({ protocol, hostname }) => protocol === 'http:' && !isLoopback(hostname),
    message: ({ host }) => `Plain http would show the token to everybody on the way; use https://${host}.`,
  },
  {
    code: 'domain_incomplete',
    fits: ({ hostname }) => !hostname.includes('.') && !isLoopback(hostname),
    message: ({ hostname }) =>
      `"${hostname}" is not a whole domain; if your site is in the cloud, enter ${hostname}.atlassian.net.`,
  },
]

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))

// https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/ tells of the gateway's prefix.
const prefixOf = ({ pathname }: URL): string => /^\/ex\/confluence\/[^/]+/.exec(pathname)?.[0] ?? ''

const refused = (code: string, message: string) => new SyncError('config', message, { code })
