import { createServer } from 'node:http'
import { type ServerType, serve } from '@hono/node-server'
import { SyncError } from '../../src/contract/errors.ts'
import type { Sandbox, SandboxOptions } from '../../src/contract/plugin.ts'
import { generateSite } from './generated/site.ts'
import { openApp } from './http/app.ts'
import { readSite } from './recorded/site.ts'
import { openSite } from './site.ts'

export interface SandboxSurroundings {
  /** The site's clock, in epoch milliseconds. */
  now(): number
}

const credentials = { email: 'admin@example.invalid', apiToken: 'sandbox-token' } as const

/**
 * A Confluence Cloud site on 127.0.0.1, the same for the same pages and seed, until it is disposed of.
 * Throws SyncError `config` when a file of `options.site` is broken or the port is taken.
 */
export async function openSandbox(
  options: SandboxOptions,
  surroundings: SandboxSurroundings = { now: Date.now },
): Promise<Sandbox> {
  const { port = 0, pages = 2000, seed = 1, latencyMs = 0 } = options
  const content = options.site === undefined ? generateSite(pages, seed) : await readSite(options.site)
  const site = openSite(content, surroundings.now, latencyMs)
  const { server, address } = await listen(openApp(site, credentials).fetch, port)
  const url = `http://127.0.0.1:${address}`
  return {
    url,
    connection: { method: 'api_token', domain: url, ...credentials },
    [Symbol.asyncDispose]: () => close(server),
  }
}

type Fetch = Parameters<typeof serve>[0]['fetch']

function listen(fetch: Fetch, port: number): Promise<{ server: ServerType; address: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1', createServer }, (info) =>
      resolve({ server, address: info.port }),
    )
    server.once('error', (cause) => reject(portTaken(port, cause)))
  })
}

function portTaken(port: number, cause: Error): SyncError {
  const message = `The sandbox cannot listen on port ${port}; choose another port, or 0 for any free one.`
  return new SyncError('config', message, { code: 'port_taken', cause })
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
