import type { FailureKind } from '../../src/contract/errors.ts'
import { SyncError } from '../../src/contract/errors.ts'

interface Case {
  readonly kind: FailureKind
  readonly code: string
  message(host: string): string
}

/** A request that got no answer, as the failure it stands for. */
export function networkFailure(error: unknown, url: URL): SyncError {
  if (error instanceof SyncError) return error
  const { kind, code, message } = caseOf(codeOf(error))
  const cause = bare(error)
  return new SyncError(kind, message(url.host), { code, url: `${url.origin}${url.pathname}`, cause })
}

// The client's own error carries the request, credentials included.
function bare(error: unknown): Error {
  const code = codeOf(error)
  return new Error(
    `${error instanceof Error ? error.message : String(error)}${code === '' ? '' : ` (${code})`}`,
  )
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  // The client wraps what the network said.
  const inner = 'cause' in error ? codeOf(error.cause) : ''
  return code === '' || code.startsWith('ERR_READING') ? inner || code : code
}

function caseOf(code: string): Case {
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(code)) return insecure
  return cases[code] ?? interrupted
}

const insecure: Case = {
  kind: 'config',
  code: 'tls_failed',
  message: (host) =>
    `The secure connection to ${host} failed because its certificate is not trusted; check the domain, or name your company's certificate authority in NODE_EXTRA_CA_CERTS.`,
}

const interrupted: Case = {
  kind: 'transient',
  code: 'connection_lost',
  message: (host) => `The connection to ${host} broke off; check the network and run the sync again.`,
}

const unknownHost: Case = {
  kind: 'transient',
  code: 'host_unknown',
  message: (host) => `No host is called ${host}; check the spelling of the domain and this machine's DNS.`,
}

const timedOut: Case = {
  kind: 'transient',
  code: 'timed_out',
  message: (host) =>
    `${host} did not answer in time; check the network, the firewall and the proxy, and run the sync again.`,
}

const cases: Readonly<Record<string, Case>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ECONNREFUSED: {
    kind: 'transient',
    code: 'connection_refused',
    message: (host) =>
      `Nothing accepts connections at ${host}; check the domain and its port, and that the site is running.`,
  },
  ETIMEDOUT: timedOut,
  ESOCKETTIMEDOUT: timedOut,
}
