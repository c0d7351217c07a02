import { Hono } from 'hono'
import { refuseV1 } from '../http/errors.ts'
import type { SiteView } from '../site.ts'
import { addContentRoutes, addRemovedRoutes } from './contents.ts'
import { addGroupRoutes } from './groups.ts'
import { addSearchRoutes } from './search.ts'
import { addUserRoutes, openDirectory } from './users.ts'

/**
 * What is left of the v1 API: https://developer.atlassian.com/cloud/confluence/rest/v1/intro/
 * CQL looks at the site as its index knows it.
 */
export function routesV1(site: SiteView, indexed: SiteView): Hono {
  const app = new Hono()
  const people = openDirectory(site)
  addUserRoutes(app, site, people)
  addGroupRoutes(app, site, people)
  addSearchRoutes(app, indexed)
  addContentRoutes(app, site)
  addRemovedRoutes(app)
  app.all('*', () => {
    throw refuseV1(404, 'No such resource')
  })
  return app
}
