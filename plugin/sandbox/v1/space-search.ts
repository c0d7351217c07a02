import type { Context } from 'hono'
import { type Expression, parseCql } from '../cql/parse.ts'
import { boundQuery, positionOfPlace, readCursor, writeCursor } from '../http/cursors.ts'
import { refuseCursorV1 } from '../http/errors.ts'
import { pageSize } from '../http/page-caps.ts'
import type { Space } from '../items.ts'
import type { SiteView } from '../site.ts'
import { take, wikiPath } from '../v2/listing.ts'
import { nextLink, originOf, selfLinks } from './links.ts'
import { wholeNumber } from './offsets.ts'
import { renderSpace } from './render.ts'

/** The answer to `type = space`; undefined: the query is about content. */
export function searchSpaces(context: Context, site: SiteView): Response | undefined {
  const cql = context.req.query('cql') ?? ''
  if (!isAboutSpaces(parseCql(cql).where)) return undefined
  const limit = wholeNumber(context, 'limit', 25)
  const url = new URL(context.req.url)
  const query = boundQuery(wikiPath(url), url.searchParams)
  const cursor = context.req.query('cursor')
  const place = readCursor(cursor, query, limit, refuseCursorV1)
  const size = pageSize(context, limit)
  // Archived spaces have to be asked for.
  const isWide = context.req.query('includeArchivedSpaces') === 'true'
  const matches = (space: Space) => isWide || space.status === 'current'
  const { space } = site.shelves
  const found = take(space.walk({ order: 'id', after: positionOfPlace(place) }), size + 1, matches)
  const given = found.slice(0, size)
  const last = found.length > size ? given.at(-1) : undefined
  const next = last && writeCursor(query, limit, { keys: [''], id: last.id })
  const start = cursor === undefined ? 0 : wholeNumber(context, 'start', 0)
  return context.json({
    ...{ results: given.map((one) => renderFound(one, originOf(context))), start, limit, size: given.length },
    totalSize: take(space.walk({ order: 'id' }), Number.POSITIVE_INFINITY, matches).length,
    ...{ cqlQuery: cql, searchDuration: 9, archivedResultCount: 0 },
    _links: {
      ...selfLinks(context),
      ...(next === undefined ? {} : { next: nextLink(url, next, limit, start + size) }),
    },
  })
}

function isAboutSpaces(where: Expression | undefined): boolean {
  if (where?.is !== 'clause' || where.field !== 'type') return false
  return (
    where.values.length === 1 && where.values[0]?.text.toLowerCase() === 'space' && where.operator !== '!='
  )
}

function renderFound(space: Space, origin: string) {
  return {
    space: renderSpace(space, origin),
    title: space.title,
    excerpt: '',
    url: `/spaces/${space.key}`,
    breadcrumbs: [],
    entityType: 'space',
    iconCssClass: 'aui-icon content-type-space',
    lastModified: new Date(space.createdAt).toISOString(),
    score: 0,
  }
}
