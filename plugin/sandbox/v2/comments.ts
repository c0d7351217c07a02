import type { Hono } from 'hono'
import { refuseMissing } from '../http/errors.ts'
import type { Comment } from '../items.ts'
import type { SiteView } from '../site.ts'
import { bodyFormatOf, singleOf } from './contents.ts'
import { answerListing } from './listing.ts'
import { choicesOf, listOf, type SortNames } from './parameters.ts'
import { renderComment } from './render.ts'

type Location = Comment['location']

const sorts: SortNames = { 'created-date': 'created', 'modified-date': 'modified' }

/** The site-wide lists, single comments and replies. */
export function addCommentRoutes(app: Hono, site: SiteView): void {
  for (const location of ['footer', 'inline'] as const) {
    const path = `/${location}-comments`
    app.get(path, (context) => {
      const format = bodyFormatOf(context)
      return answerListing(context, {
        shelf: site.shelves.comment,
        sorts,
        matches: (comment) => isShown(site, comment, location) && isGiven(site, comment),
        render: (comment) => renderComment(site, comment, format),
      })
    })
    app.get(`${path}/:id`, (context) => {
      const comment = findComment(site, context.req.param('id'), location)
      return context.json(singleOf(context, renderComment(site, comment, bodyFormatOf(context, true))))
    })
    app.get(`${path}/:id/children`, (context) => {
      const parent = findComment(site, context.req.param('id'), location)
      const format = bodyFormatOf(context)
      return answerListing(context, {
        shelf: site.shelves.comment,
        near: site.content.nearContainer('comment', parent.id),
        sorts,
        matches: (comment) => comment.parentCommentId === parent.id && isShown(site, comment, location),
        render: (comment) => renderComment(site, comment, format, true),
      })
    })
  }
}

const statuses = ['current', 'archived', 'trashed', 'deleted', 'historical', 'draft']
const resolutions = ['resolved', 'open', 'dangling', 'reopened']

/** Comments on one page, blog post or attachment: the roots of its threads, never the replies. */
export function addContainerComments(
  app: Hono,
  site: SiteView,
  path: string,
  location: Location,
  exists: (id: string) => boolean,
): void {
  app.get(`${path}/:id/${location}-comments`, (context) => {
    const id = context.req.param('id')
    if (!exists(id)) throw refuseMissing()
    const format = bodyFormatOf(context)
    const wanted = choicesOf(context, 'status', statuses, ['current'])
    const resolution = location === 'inline' ? listOf(context, 'resolution-status') : undefined
    if (resolution !== undefined) choicesOf(context, 'resolution-status', resolutions, [])
    return answerListing(context, {
      shelf: site.shelves.comment,
      near: site.content.nearContainer('comment', id),
      sorts,
      matches: (comment) =>
        comment.container.id === id &&
        comment.parentCommentId === undefined &&
        wanted.includes(comment.status) &&
        (resolution === undefined || resolution.includes(comment.resolution ?? 'open')) &&
        isShown(site, comment, location),
      render: (comment) => renderComment(site, comment, format),
    })
  })
}

export function findComment(site: SiteView, id: string, location: Location): Comment {
  const comment = site.shelves.comment.get(id)
  if (comment === undefined || !isShown(site, comment, location)) throw refuseMissing()
  return comment
}

function isShown(site: SiteView, comment: Comment, location: Location): boolean {
  return comment.location === location && site.isOpen(comment.container)
}

function isGiven(site: SiteView, comment: Comment): boolean {
  return comment.parentCommentId === undefined || site.settings.replies === 'in'
}
