import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { openPicker } from '../control/picking.ts'
import { controlRoutes } from '../control/routes.ts'
import { withoutHidden } from '../hidden.ts'
import { lagBehind } from '../lagged.ts'
import type { Site } from '../site.ts'
import { routesV1 } from '../v1/routes.ts'
import { routesV2 } from '../v2/routes.ts'
import { type Credentials, edgeHeaders, requireCredentials } from './edge.ts'
import { refuseMissing } from './errors.ts'
import { openFaultBoard } from './faults/board.ts'
import { sendBroken } from './faults/breaking.ts'
import { delayAnswers } from './latency.ts'
import { countTraffic } from './traffic.ts'

export const cloudId = '5a4dbc0d-0000-4000-8000-5a4dbc0d0000'

/** The whole site over HTTP: both APIs, on the site's own address and behind the gateway, and the control API. */
export function openApp(site: Site, credentials: Credentials): Hono<{ Bindings: HttpBindings }> {
  const traffic = countTraffic()
  const pick = openPicker()
  const faults = openFaultBoard(site, pick)
  const seen = withoutHidden(site, faults.hidden)
  const indexed = withoutHidden(lagBehind(site), faults.hidden)
  const wiki = new Hono<{ Bindings: HttpBindings }>()
  wiki.use(traffic.count, sendBroken, edgeHeaders(site), requireCredentials(credentials))
  wiki.use(delayAnswers(site), faults.play)
  wiki.route('/api/v2', routesV2(seen))
  wiki.route('/rest/api', routesV1(seen, indexed))
  const app = new Hono<{ Bindings: HttpBindings }>()
  // https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/ tells of the gateway's address.
  app.get('/_edge/tenant_info', (context) => context.json({ cloudId }))
  app.route('/__sandbox', controlRoutes({ site, traffic, pick, faults }))
  app.route('/wiki', wiki)
  app.route(`/ex/confluence/${cloudId}/wiki`, wiki)
  app.notFound(() => refuseMissing().getResponse())
  return app
}
