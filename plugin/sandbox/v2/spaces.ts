import type { Hono } from 'hono'
import { refuseMissing } from '../http/errors.ts'
import type { SiteView } from '../site.ts'
import { blogPostRoutes, listContents, pageRoutes, singleOf } from './contents.ts'
import { answerListing } from './listing.ts'
import { choiceOf, choicesOf, idsOf, listOf } from './parameters.ts'
import { renderSpace } from './render.ts'

export function addSpaceRoutes(app: Hono, site: SiteView): void {
  const shelf = site.shelves.space
  app.get('/spaces', (context) => {
    const ids = idsOf(context, 'ids')
    const keys = listOf(context, 'keys', 250)
    const type = context.req.query('type')
    const statuses = choicesOf(context, 'status', ['current', 'archived'], ['current', 'archived'])
    const format = choiceOf(context, 'description-format', ['plain', 'view'])
    return answerListing(context, {
      shelf,
      sorts: { id: 'id', key: 'key', name: 'title' },
      matches: (space) =>
        (ids === undefined || ids.has(space.id)) &&
        (keys === undefined || keys.includes(space.key)) &&
        (type === undefined || space.type === type) &&
        statuses.includes(space.status),
      render: (space) => renderSpace(space, format),
    })
  })
  app.get('/spaces/:id', (context) => {
    const format = choiceOf(context, 'description-format', ['plain', 'view'])
    return context.json(singleOf(context, renderSpace(spaceOf(site, context.req.param('id')), format, true)))
  })
  app.get('/spaces/:id/pages', (context) => {
    const { id } = spaceOf(site, context.req.param('id'))
    const depth = choiceOf(context, 'depth', ['all', 'root'])
    const matches = (item: { spaceId: string; parentId?: string | null }) =>
      item.spaceId === id && (depth !== 'root' || item.parentId === null)
    return listContents(context, site, pageRoutes, { near: site.content.nearSpace('page', id), matches })
  })
  app.get('/spaces/:id/blogposts', (context) => {
    const { id } = spaceOf(site, context.req.param('id'))
    const matches = (item: { spaceId: string }) => item.spaceId === id
    return listContents(context, site, blogPostRoutes, {
      near: site.content.nearSpace('blogpost', id),
      matches,
    })
  })
}

function spaceOf(site: SiteView, id: string) {
  const space = site.shelves.space.get(id)
  if (space === undefined) throw refuseMissing()
  return space
}
