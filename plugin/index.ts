import type { Plugin } from '../src/contract/plugin.ts'
import type { Client } from './api/client.ts'
import { connect } from './api/connect.ts'
import { check } from './connection/check.ts'
import { findSpaces, tryClause } from './connection/explore.ts'
import { connectionMethods, signInOf } from './connection/methods.ts'
import { parameters } from './connection/parameters.ts'
import { siteOf } from './connection/site.ts'
import { withSpaces } from './connection/with-spaces.ts'
import { streams } from './streams/index.ts'

/** Confluence Cloud. */
const plugin: Plugin<Client> = {
  connectionMethods,
  parameters,
  streams,
  async connect({ method, settings, surroundings, signal }) {
    const { domain, authorization, redisUrl } = signInOf(method, settings)
    return await connect({ site: siteOf(domain), authorization, redisUrl, surroundings, signal })
  },
  check,
  clauseParameter: 'cql_pages_clause',
  tryClause,
  findSpaces,
  withSpaces,
  async openSandbox(options) {
    // Only who opens a sandbox needs its server.
    const { openSandbox } = await import('./sandbox/index.ts')
    return await openSandbox(options)
  },
}

export default plugin
