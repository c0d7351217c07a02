import type { Context, Hono } from 'hono'
import { refuseMissing } from '../http/errors.ts'
import type { BlogPost, Items, Page } from '../items.ts'
import type { SiteView } from '../site.ts'
import { answerListing } from './listing.ts'
import { choiceOf, choicesOf, idsOf, type SortNames } from './parameters.ts'
import { renderBlogPost, renderPage } from './render.ts'

type ContentKind = 'page' | 'blogpost'

/** What differs between pages and blog posts. */
interface ContentRoutes<K extends ContentKind> {
  readonly kind: K
  readonly statuses: readonly string[]
  readonly listed: readonly string[]
  readonly sorts: SortNames
  render(site: SiteView, item: Items[K], format: string | undefined): unknown
}

const sorts: SortNames = { id: 'id', 'created-date': 'created', 'modified-date': 'modified' }

export const pageRoutes: ContentRoutes<'page'> = {
  kind: 'page',
  statuses: ['current', 'archived', 'deleted', 'trashed'],
  listed: ['current', 'archived'],
  sorts: { ...sorts, title: 'title' },
  render: renderPage,
}

export const blogPostRoutes: ContentRoutes<'blogpost'> = {
  kind: 'blogpost',
  statuses: ['current', 'deleted', 'trashed'],
  listed: ['current'],
  sorts,
  render: renderBlogPost,
}

export const bulkFormats = ['storage', 'atlas_doc_format']
const singleFormats = [
  ...bulkFormats,
  'view',
  'export_view',
  'anonymous_export_view',
  'styled_view',
  'editor',
]

/** The body format that a request asks for; lists know two, single records seven. */
export function bodyFormatOf(context: Context, isSingle = false): string | undefined {
  return choiceOf(context, 'body-format', isSingle ? singleFormats : bulkFormats)
}

interface Narrowing {
  readonly near?: readonly number[] | undefined
  matches?(item: Page | BlogPost): boolean
}

/** A listing of pages or blog posts with the filters that such lists know. */
export function listContents<K extends ContentKind>(
  context: Context,
  site: SiteView,
  routes: ContentRoutes<K>,
  narrowing: Narrowing = {},
): Response {
  const ids = idsOf(context, 'id')
  const spaces = idsOf(context, 'space-id', 100)
  const statuses = choicesOf(context, 'status', routes.statuses, routes.listed)
  const subtype = choiceOf(context, 'subtype', ['live', 'page'])
  const title = context.req.query('title')
  const format = bodyFormatOf(context)
  const shelf = site.shelves[routes.kind]
  return answerListing<Items[K]>(context, {
    shelf,
    near: narrowing.near ?? nearIds(shelf.source, ids),
    sorts: routes.sorts,
    matches: (item) =>
      (ids === undefined || ids.has(item.id)) &&
      (spaces === undefined || spaces.has(item.spaceId)) &&
      (subtype === undefined || (item.kind === 'page' && (item.subtype ?? 'page') === subtype)) &&
      (title === undefined || item.title === title) &&
      statuses.includes(item.status) &&
      (narrowing.matches?.(item) ?? true),
    render: (item) => routes.render(site, item, format),
  })
}

function nearIds(source: { indexOf(id: string): number }, ids: ReadonlySet<string> | undefined) {
  if (ids === undefined) return undefined
  const indexes = [...ids].map((id) => source.indexOf(id)).filter((index) => index >= 0)
  return indexes.sort((left, right) => left - right)
}

const singleStatuses = ['current', 'archived', 'trashed', 'deleted', 'historical', 'draft']

export function addContentRoutes<K extends ContentKind>(
  app: Hono,
  site: SiteView,
  path: string,
  routes: ContentRoutes<K>,
) {
  app.get(path, (context) => listContents(context, site, routes))
  app.get(`${path}/:id`, (context) => {
    const item = site.shelves[routes.kind].get(context.req.param('id'))
    const statuses = choicesOf(context, 'status', singleStatuses, ['current', 'archived', 'trashed'])
    if (item === undefined || !statuses.includes(item.status)) throw refuseMissing()
    return context.json(singleOf(context, routes.render(site, item, bodyFormatOf(context, true))))
  })
}

/** A record as the single routes give it: `_links` carry the base. */
export function singleOf(context: Context, record: unknown): object {
  const fields = typeof record === 'object' && record !== null ? record : {}
  const links = '_links' in fields && typeof fields._links === 'object' ? fields._links : {}
  return { ...fields, _links: { ...links, base: `${new URL(context.req.url).origin}/wiki` } }
}
