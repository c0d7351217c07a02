import { Hono } from 'hono'
import { refuseV1 } from '../http/errors.ts'
import type { SiteView } from '../site.ts'
import { addContentRoutes, addRemovedRoutes } from './contents.ts'
import { addGroupRoutes } from './groups.ts'
import { addSearchRoutes } from './search.ts'
import { addUserRoutes } from './users.ts'

/** What is left of the v1 API: https://developer.atlassian.com/cloud/confluence/rest/v1/intro/ */
export function routesV1(site: SiteView): Hono {
  const app = new Hono()
  addUserRoutes(app, site)
  addGroupRoutes(app, site)
  addSearchRoutes(app, site)
  addContentRoutes(app, site)
  addRemovedRoutes(app)
  app.all('*', () => {
    throw refuseV1(404, 'No such resource')
  })
  return app
}
