import type { Context } from 'hono'
import { boundQuery, positionOfPlace, readCursor, writeCursor } from '../http/cursors.ts'
import { refuseCursor } from '../http/errors.ts'
import { pageSize } from '../http/page-caps.ts'
import type { Item } from '../items.ts'
import { positionOf } from '../positions.ts'
import type { Records } from '../shelf.ts'
import { limitOf, type SortNames, sortOf } from './parameters.ts'

export interface Listing<One extends Item> {
  readonly shelf: Records<One>
  readonly near?: readonly number[] | undefined
  readonly sorts: SortNames
  readonly limit?: number
  matches(item: One): boolean
  render(item: One): unknown
}

/** One page of a listing, with the link to the next one where there is more. */
export function answerListing<One extends Item>(context: Context, listing: Listing<One>): Response {
  const limit = limitOf(context, listing.limit ?? 25)
  const sort = sortOf(context, listing.sorts)
  const url = new URL(context.req.url)
  const query = boundQuery(wikiPath(url), url.searchParams)
  const place = readCursor(context.req.query('cursor'), query, limit, refuseCursor)
  const { near, shelf } = listing
  const size = pageSize(context, limit)
  const found = take(shelf.walk({ ...sort, near, after: positionOfPlace(place) }), size + 1, listing.matches)
  const given = found.slice(0, size)
  const last = found.length > size ? given.at(-1) : undefined
  const next = last && writeCursor(query, limit, { keys: [positionOf(sort.order, last).key], id: last.id })
  return answerPage(context, given.map(listing.render), next)
}

/** Results with `_links`, and the same links in the `Link` header. */
export function answerPage(
  context: Context,
  results: readonly unknown[],
  cursor: string | undefined,
): Response {
  const url = new URL(context.req.url)
  const base = `${url.origin}/wiki`
  if (cursor === undefined) {
    context.header('Link', `<${base}>; rel="base"`)
    return context.json({ results, _links: { base } })
  }
  const query = new URLSearchParams(url.searchParams)
  query.delete('cursor')
  query.set('cursor', cursor)
  const next = `${wikiPath(url)}?${query}`
  context.header('Link', `<${next}>; rel="next", <${base}>; rel="base"`)
  return context.json({ results, _links: { next, base } })
}

/** The path as the site knows it: without the gateway's prefix. */
export function wikiPath(url: URL): string {
  return url.pathname.replace(/^\/ex\/confluence\/[^/]+/, '')
}

export function take<One>(items: Iterable<One>, count: number, matches: (item: One) => boolean): One[] {
  const found: One[] = []
  for (const item of items) {
    if (!matches(item)) continue
    found.push(item)
    if (found.length >= count) break
  }
  return found
}
