import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { assets } from '../../src/server/assets.ts'
import { pages } from '../../src/server/pages/index.ts'
import { openTestControl } from '../support/control.ts'

export async function openServed() {
  const control = await openTestControl({ ticks: true })
  control.start()
  const app = new Hono()
  app.use(async (c, next) => {
    c.header(
      'content-security-policy',
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    await next()
  })
  app.route('/assets', assets)
  app.route('/', pages(control))
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    control,
    async [Symbol.asyncDispose]() {
      server.close()
      await control[Symbol.asyncDispose]()
    },
  }
}
