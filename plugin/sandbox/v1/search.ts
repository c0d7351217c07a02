import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { type Found, homeOf, spaceKeyOf } from '../cql/fields.ts'
import { parseCql } from '../cql/parse.ts'
import { searchFor } from '../cql/search.ts'
import { boundQuery, readCursor, writeCursor } from '../http/cursors.ts'
import { refuseCursorV1, refuseV1 } from '../http/errors.ts'
import { pageSize } from '../http/page-caps.ts'
import type { SiteView } from '../site.ts'
import { take, wikiPath } from '../v2/listing.ts'
import { contentLink } from '../v2/render.ts'
import { nextLink, originOf, selfLinks } from './links.ts'
import { wholeNumber } from './offsets.ts'
import { type Expansions, renderContent } from './render.ts'
import { searchSpaces } from './space-search.ts'

/** The searches by CQL: https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/ */
export function addSearchRoutes(app: Hono, site: SiteView): void {
  app.get('/content/search', (context) => {
    const expansions = expansionsOf(context)
    const { found, start, limit, links } = searchPage(context, site, expansions)
    const results = found.map((item) => renderContent(site, item, originOf(context), expansions))
    return context.json({ results, start, limit, size: results.length, _links: links })
  })
  const totalOf = openTotals(site)
  app.get('/search', (context) => {
    const spaces = searchSpaces(context, site)
    if (spaces !== undefined) return spaces
    const expansions = expansionsOf(context, 'content.')
    const { found, start, limit, links, cql, total } = searchPage(context, site, expansions)
    const results = found.map((item) => renderResult(site, item, originOf(context), expansions))
    return context.json({
      ...{
        results,
        start,
        limit,
        size: results.length,
        totalSize: totalOf(context, total),
        cqlQuery: cql,
        searchDuration: 23,
      },
      ...{ archivedResultCount: 0, _links: links },
    })
  })
}

/** The `expand` keys; on `/search` they carry a prefix, and without it they are ignored. */
export function expansionsOf(context: Context, prefix = ''): Expansions {
  const keys = (context.req.queries('expand') ?? []).flatMap((value) => value.split(','))
  const ours = keys.map((key) => key.trim()).filter((key) => key.startsWith(prefix))
  return new Set(ours.map((key) => key.slice(prefix.length)).filter((key) => key !== ''))
}

/** How many results come at most, whatever was asked for and without a word. */
export function capOf(expansions: Expansions): number {
  if ([...expansions].some((key) => key.startsWith('body'))) return 50
  return expansions.size > 0 ? 200 : 1000
}

interface SearchPage {
  readonly found: readonly Found[]
  readonly start: number
  readonly limit: number
  readonly cql: string
  readonly links: object
  total(): number
}

function searchPage(context: Context, site: SiteView, expansions: Expansions): SearchPage {
  const cql = context.req.query('cql') ?? ''
  const limit = wholeNumber(context, 'limit', 25)
  const search = searchFor(site, parseCql(cql), statusesOf(context))
  const url = new URL(context.req.url)
  const query = boundQuery(wikiPath(url), url.searchParams)
  const cursor = context.req.query('cursor')
  const place = readCursor(cursor, query, limit, refuseCursorV1)
  const size = pageSize(context, Math.min(limit, capOf(expansions)))
  const results = take(search.results(place), size + 1, () => true)
  const found = results.slice(0, size)
  const last = results.length > size ? found.at(-1) : undefined
  const next = last && writeCursor(query, limit, search.placeOf(last))
  // Where this page starts is only said: it is the cursor that is gone by.
  const start = cursor === undefined ? 0 : wholeNumber(context, 'start', 0)
  const links = {
    ...selfLinks(context),
    ...(next === undefined ? {} : { next: nextLink(url, next, limit, start + size) }),
  }
  return { found, start, limit, cql, links, total: () => countOf(search.results(undefined)) }
}

type Totals = (context: Context, count: () => number) => number

// The last total is kept for the pages that follow, as long as nothing changes.
function openTotals(site: SiteView): Totals {
  let kept = { key: '', total: 0 }
  return (context, count) => {
    const url = new URL(context.req.url)
    const minute = Math.floor(site.now() / 60_000)
    const key = [
      boundQuery(url.pathname, url.searchParams),
      site.settings.timeZone,
      site.settings.indexLagMs,
      minute,
      site.revision,
    ].join(' ')
    if (kept.key !== key) kept = { key, total: count() }
    return kept.total
  }
}

const contextShape = z.looseObject({ contentStatuses: z.array(z.string()).optional() })

function statusesOf(context: Context): readonly string[] {
  const given = context.req.query('cqlcontext')
  if (given === undefined || given === '') return ['current']
  try {
    const { contentStatuses = ['current'] } = contextShape.parse(JSON.parse(given))
    // What is in the trash is never found.
    return contentStatuses.filter((status) => ['current', 'archived', 'draft'].includes(status))
  } catch {
    throw refuseV1(400, 'Could not parse cqlcontext')
  }
}

function countOf(items: Iterable<unknown>): number {
  let count = 0
  for (const _ of items) count++
  return count
}

function renderResult(site: SiteView, item: Found, origin: string, expansions: Expansions) {
  const home = homeOf(site, item)
  const space = home && site.shelves.space.get(home.spaceId)
  const key = spaceKeyOf(site, item)
  const seconds = new Date(item.modifiedAt - (item.modifiedAt % 1000)).toISOString()
  return {
    content: renderContent(site, item, origin, expansions),
    title: item.title,
    excerpt: '',
    url: contentLink(site, item.kind, item.id),
    resultGlobalContainer: { title: space?.title ?? '', displayUrl: `/spaces/${key}` },
    breadcrumbs: [],
    entityType: 'content',
    iconCssClass: `aui-icon content-type-${item.kind}`,
    // Cut to the second here, and here only.
    lastModified: seconds,
    friendlyLastModified: seconds.slice(0, 10),
    score: 0,
  }
}
