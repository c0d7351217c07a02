import type { Context, Hono } from 'hono'
import { refuseMissing } from '../http/errors.ts'
import type { Kind, Label } from '../items.ts'
import type { SiteView } from '../site.ts'
import { findAttachment, listAttachments } from './attachments.ts'
import { blogPostRoutes, listContents, pageRoutes } from './contents.ts'
import { answerListing, answerPage } from './listing.ts'
import { choicesOf, idsOf, limitOf, listOf, type SortNames } from './parameters.ts'

const sorts: SortNames = { 'created-date': 'created', id: 'id', name: 'title' }

/** The site's labels, and what carries each of them. */
export function addLabelRoutes(app: Hono, site: SiteView): void {
  app.get('/labels', (context) => {
    const ids = idsOf(context, 'label-id', Number.POSITIVE_INFINITY)
    const prefixes = listOf(context, 'prefix')
    return answerListing(context, {
      shelf: site.shelves.label,
      sorts,
      matches: (label) =>
        (ids === undefined || ids.has(label.id)) &&
        (prefixes === undefined || prefixes.includes(label.prefix)),
      render: renderLabel,
    })
  })
  app.get('/labels/:id/pages', (context) =>
    listContents(context, site, pageRoutes, carriers(site, 'page', context.req.param('id'))),
  )
  app.get('/labels/:id/blogposts', (context) =>
    listContents(context, site, blogPostRoutes, carriers(site, 'blogpost', context.req.param('id'))),
  )
  app.get('/labels/:id/attachments', (context) =>
    listAttachments(context, site, { ...carriers(site, 'attachment', context.req.param('id')), limit: 25 }),
  )
}

/** The labels that one page, blog post or attachment carries. */
export function addLabelsOf(
  app: Hono,
  site: SiteView,
  path: string,
  kind: Kind,
  exists: (id: string) => boolean,
): void {
  app.get(`${path}/:id/labels`, (context) => {
    const given = context.req.param('id')
    if (!exists(given)) throw refuseMissing()
    const id = kind === 'attachment' ? (findAttachment(site, given)?.id ?? given) : given
    return answerLabelsOf(context, site, site.labelsOf(kind, id))
  })
}

export function renderLabel(label: Label) {
  return { ...label.extra, id: label.id, name: label.title, prefix: label.prefix }
}

// Few enough that the listing needs no shelf of its own; the cursor is the same.
function answerLabelsOf(context: Context, site: SiteView, carried: readonly string[]): Response {
  const wanted = new Set(carried)
  const prefixes = choicesOf(context, 'prefix', ['my', 'team', 'global', 'system'], [])
  if (wanted.size === 0) {
    limitOf(context, 25)
    return answerPage(context, [], undefined)
  }
  const { shelves } = site
  const indexes = carried.map((id) => shelves.label.source.indexOf(id)).filter((index) => index >= 0)
  return answerListing(context, {
    shelf: shelves.label,
    near: indexes.sort((left, right) => left - right),
    sorts,
    matches: (label) => wanted.has(label.id) && (prefixes.length === 0 || prefixes.includes(label.prefix)),
    render: renderLabel,
  })
}

/** Where to look for what carries a label, and how to tell. */
export function carriers(site: SiteView, kind: Kind, labelId: string) {
  if (site.shelves.label.get(labelId) === undefined) throw refuseMissing()
  const near = site.content.nearLabel(kind, labelId)
  const matches = (item: { readonly id: string }) => site.labelsOf(kind, item.id).includes(labelId)
  return { near: near && withRelabelled(site, kind, near), matches }
}

function withRelabelled(site: SiteView, kind: Kind, near: readonly number[]): readonly number[] {
  const { source } = site.shelves[kind]
  const changed = site.relabelled(kind).map((id) => source.indexOf(id))
  return [...new Set([...near, ...changed.filter((index) => index >= 0)])].sort((left, right) => left - right)
}
