import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { SyncError } from '../contract/errors.ts'
import { createServer } from './app.ts'
import type { ServerSettings } from './settings.ts'

export interface Place {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** Serve other machines though nothing encrypts what they send. */
  readonly isForced?: boolean
}

export interface Listening extends AsyncDisposable {
  readonly url: string
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1'])

/** Throws SyncError `config` for an address that would send the token in the clear, or one that is taken. */
export async function listen(
  settings: ServerSettings,
  { host, port, isForced = false }: Place,
): Promise<Listening> {
  if (!loopback.has(host) && !settings.isBehindProxy && !isForced) throw inTheClear(host)
  const server = createAdaptorServer({ fetch: createServer(settings).fetch })
  const failed = once(server, 'error').then(([error]: unknown[]) => {
    throw unusable(host, port, error)
  })
  const ready = once(server, 'listening')
  server.listen(port, host)
  await Promise.race([ready, failed])
  failed.catch(() => undefined)
  const bound = server.address()
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${isAddress(bound) ? bound.port : port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      // Who follows a run would keep the server from ending.
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

const isAddress = (bound: AddressInfo | string | null): bound is AddressInfo =>
  typeof bound === 'object' && bound !== null

function inTheClear(host: string): SyncError {
  const message = `Serving on ${host} would send the token and the pages over the network in the clear: put a proxy with TLS before it and start with --behind-proxy, or start with --insecure if you mean it.`
  return new SyncError('config', message, { code: 'not_encrypted', field: 'host' })
}

function unusable(host: string, port: number, cause: unknown): SyncError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
  const message = `${host}:${port} cannot be listened on (${code}): name another with --port or --host.`
  return new SyncError('config', message, { code: 'address_unusable', field: 'port', cause })
}
