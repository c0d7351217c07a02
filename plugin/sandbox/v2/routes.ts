import { Hono } from 'hono'
import { refuseMissing } from '../http/errors.ts'
import type { Site } from '../site.ts'
import { addContentRoutes, blogPostRoutes, pageRoutes } from './contents.ts'
import { addSpaceRoutes } from './spaces.ts'

/** The v2 API: https://developer.atlassian.com/cloud/confluence/rest/v2/intro/ */
export function routesV2(site: Site): Hono {
  const app = new Hono()
  addContentRoutes(app, site, '/pages', pageRoutes)
  addContentRoutes(app, site, '/blogposts', blogPostRoutes)
  addSpaceRoutes(app, site)
  app.all('*', () => {
    throw refuseMissing()
  })
  return app
}
