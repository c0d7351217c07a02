import { Hono } from 'hono'
import { controlRoutes } from '../control/routes.ts'
import type { Site } from '../site.ts'
import { routesV1 } from '../v1/routes.ts'
import { routesV2 } from '../v2/routes.ts'
import { type Credentials, edgeHeaders, requireCredentials } from './edge.ts'
import { refuseMissing } from './errors.ts'
import { playFaults } from './faults.ts'
import { countTraffic } from './traffic.ts'

export const cloudId = '5a4dbc0d-0000-4000-8000-5a4dbc0d0000'

/** The whole site over HTTP: both APIs, on the site's own address and behind the gateway, and the control API. */
export function openApp(site: Site, credentials: Credentials): Hono {
  const traffic = countTraffic()
  const wiki = new Hono()
  wiki.use(traffic.count, edgeHeaders(site), requireCredentials(credentials), ...playFaults(site))
  wiki.route('/api/v2', routesV2(site))
  wiki.route('/rest/api', routesV1(site))
  const app = new Hono()
  // https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/ tells of the gateway's address.
  app.get('/_edge/tenant_info', (context) => context.json({ cloudId }))
  app.route('/__sandbox', controlRoutes(site, traffic))
  app.route('/wiki', wiki)
  app.route(`/ex/confluence/${cloudId}/wiki`, wiki)
  app.notFound(() => refuseMissing().getResponse())
  return app
}
