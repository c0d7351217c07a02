import type { Hono } from 'hono'
import { type Found, spaceKeyOf } from '../cql/fields.ts'
import { refuseV1 } from '../http/errors.ts'
import { pageSize } from '../http/page-caps.ts'
import type { SiteView } from '../site.ts'
import { take, wikiPath } from '../v2/listing.ts'
import { originOf, selfLinks } from './links.ts'
import { offsetOf } from './offsets.ts'
import { renderContent } from './render.ts'
import { capOf, expansionsOf } from './search.ts'

/**
 * `GET /content` is gone from the documents, but sites still answer it and other clients still ask it:
 * https://github.com/brekkylab/backlot/issues/302
 */
export function addContentRoutes(app: Hono, site: SiteView): void {
  app.get('/content', (context) => {
    const expansions = expansionsOf(context)
    const { start, limit } = offsetOf(context, 25, capOf(expansions))
    const kind = context.req.query('type') === 'blogpost' ? 'blogpost' : 'page'
    const spaceKey = context.req.query('spaceKey')
    const title = context.req.query('title')
    const near = nearKey(site, kind, spaceKey)
    const matches = (item: Found) =>
      item.status === 'current' &&
      (title === undefined || item.title === title) &&
      (spaceKey === undefined || spaceKeyOf(site, item) === spaceKey)
    const end = start + pageSize(context, limit)
    const found = take<Found>(site.shelves[kind].walk({ order: 'id', near }), end + 1, matches)
    const results = found
      .slice(start, end)
      .map((item) => renderContent(site, item, originOf(context), expansions))
    const url = new URL(context.req.url)
    url.searchParams.set('start', String(end))
    const next = found.length > end ? { next: `${wikiPath(url).replace(/^\/wiki/, '')}${url.search}` } : {}
    return context.json({
      results,
      start,
      limit,
      size: results.length,
      _links: { ...selfLinks(context), ...next },
    })
  })
}

function nearKey(
  site: SiteView,
  kind: 'page' | 'blogpost',
  key: string | undefined,
): readonly number[] | undefined {
  if (key === undefined) return undefined
  for (const space of site.shelves.space.walk({ order: 'id' })) {
    if (space.key === key) return site.content.nearSpace(kind, space.id)
  }
  throw refuseV1(404, `No space with key : ${key}`)
}

// https://developer.atlassian.com/cloud/confluence/changelog/#CHANGE-864
const removed = [
  '/content/:id',
  '/content/:id/child',
  '/content/:id/child/:type',
  '/content/:id/history',
  '/content/:id/label',
  '/content/:id/property',
  '/content/:id/property/:key',
  '/content/:id/version',
  '/content/:id/version/:number',
  '/space',
  '/space/:key',
  '/space/:key/content',
  '/space/:key/content/:type',
  '/space/:key/property',
  '/inlinetasks/search',
  '/group/by-name',
  '/group/member',
  '/group/:name/member',
]

/** Routes that were there once. */
export function addRemovedRoutes(app: Hono): void {
  for (const path of removed) {
    app.get(path, () => {
      throw refuseV1(410, 'This deprecated endpoint has been removed.')
    })
  }
}
