import { Hono } from 'hono'
import { refuseMissing } from '../http/errors.ts'
import type { Content } from '../items.ts'
import type { SiteView } from '../site.ts'
import { addAttachmentRoutes, addContainerAttachments, findAttachment } from './attachments.ts'
import { addCommentRoutes, addContainerComments, findComment } from './comments.ts'
import { addContentRoutes, blogPostRoutes, pageRoutes } from './contents.ts'
import { addLabelRoutes, addLabelsOf } from './labels.ts'
import { addSpaceRoutes } from './spaces.ts'
import { addUserRoutes } from './users.ts'
import { addVersions } from './versions.ts'

/** The v2 API: https://developer.atlassian.com/cloud/confluence/rest/v2/intro/ */
export function routesV2(site: SiteView): Hono {
  const app = new Hono()
  addContentRoutes(app, site, '/pages', pageRoutes)
  addContentRoutes(app, site, '/blogposts', blogPostRoutes)
  addSpaceRoutes(app, site)
  addCommentRoutes(app, site)
  addAttachmentRoutes(app, site)
  addLabelRoutes(app, site)
  addUserRoutes(app, site)
  addChildren(app, site)
  app.all('*', () => {
    throw refuseMissing()
  })
  return app
}

function addChildren(app: Hono, site: SiteView): void {
  const { page, blogpost } = site.shelves
  const children = [
    ['/pages', 'page', (id: string) => present(page.get(id))],
    ['/blogposts', 'blogpost', (id: string) => present(blogpost.get(id))],
    ['/attachments', 'attachment', (id: string) => findAttachment(site, id)],
  ] as const
  for (const [path, kind, find] of children) {
    const exists = (id: string) => find(id) !== undefined
    addLabelsOf(app, site, path, kind, exists)
    addVersions(app, path, kind, find)
    addContainerComments(app, site, path, 'footer', exists)
    if (kind === 'attachment') continue
    addContainerComments(app, site, path, 'inline', exists)
    addContainerAttachments(app, site, path, exists)
  }
  for (const location of ['footer', 'inline'] as const) {
    addVersions(app, `/${location}-comments`, 'comment', (id) => findComment(site, id, location))
  }
}

// Deleted content has no children any more; what is in the trash answers until it is purged.
function present<One extends Content>(content: One | undefined): One | undefined {
  return content?.status === 'deleted' ? undefined : content
}
