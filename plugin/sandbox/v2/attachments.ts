import type { Context, Hono } from 'hono'
import { refuseMissing } from '../http/errors.ts'
import type { Attachment } from '../items.ts'
import type { SiteView } from '../site.ts'
import { singleOf } from './contents.ts'
import { answerListing } from './listing.ts'
import { choicesOf, type SortNames } from './parameters.ts'
import { renderAttachment } from './render.ts'

const sorts: SortNames = { 'created-date': 'created', 'modified-date': 'modified' }

export function addAttachmentRoutes(app: Hono, site: SiteView): void {
  app.get('/attachments', (context) => listAttachments(context, site, {}))
  app.get('/attachments/:id', (context) => {
    const attachment = findAttachment(site, context.req.param('id'))
    if (attachment === undefined) throw refuseMissing()
    return context.json(singleOf(context, renderAttachment(attachment)))
  })
}

/** The attachments of one page or blog post. */
export function addContainerAttachments(
  app: Hono,
  site: SiteView,
  path: string,
  exists: (id: string) => boolean,
): void {
  app.get(`${path}/:id/attachments`, (context) => {
    const id = context.req.param('id')
    if (!exists(id)) throw refuseMissing()
    const near = site.content.nearContainer('attachment', id)
    return listAttachments(context, site, { near, matches: (attachment) => attachment.container.id === id })
  })
}

interface Narrowing {
  readonly near?: readonly number[] | undefined
  readonly limit?: number
  matches?(attachment: Attachment): boolean
}

/** A listing of attachments whose page or blog post is there, with the filters that such lists know. */
export function listAttachments(context: Context, site: SiteView, narrowing: Narrowing): Response {
  const statuses = choicesOf(context, 'status', ['current', 'archived', 'trashed'], ['current', 'archived'])
  const mediaType = context.req.query('mediaType')
  const filename = context.req.query('filename')
  return answerListing(context, {
    shelf: site.shelves.attachment,
    near: narrowing.near,
    limit: narrowing.limit ?? 50,
    sorts,
    matches: (attachment) =>
      statuses.includes(attachment.status) &&
      (mediaType === undefined || attachment.mediaType === mediaType) &&
      (filename === undefined || attachment.title === filename) &&
      (narrowing.matches?.(attachment) ?? true) &&
      site.isOpen(attachment.container),
    render: renderAttachment,
  })
}

/** Some routes take the id with its prefix, some without. */
export function findAttachment(site: SiteView, id: string): Attachment | undefined {
  const attachment = site.shelves.attachment.get(id.startsWith('att') ? id : `att${id}`)
  return attachment !== undefined && site.isOpen(attachment.container) ? attachment : undefined
}
