import type { Context } from 'hono'
import { wikiPath } from '../v2/listing.ts'

export function originOf(context: Context): string {
  return new URL(context.req.url).origin
}

export function selfLinks(context: Context) {
  const url = new URL(context.req.url)
  return { base: `${url.origin}/wiki`, context: '/wiki', self: url.href }
}

/** Relative to the context, so without its `/wiki`. */
export function nextLink(url: URL, cursor: string, limit: number, start: number): string {
  const query = new URLSearchParams({ next: 'true', cursor, limit: String(limit), start: String(start) })
  for (const [name, value] of url.searchParams) if (!query.has(name)) query.append(name, value)
  return `${wikiPath(url).replace(/^\/wiki/, '')}?${query}`
}
