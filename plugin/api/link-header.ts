import { z } from 'zod'

const answer = z.looseObject({
  results: z.array(z.unknown()),
  _links: z.looseObject({ next: z.string().nullish() }).optional(),
})

/**
 * A listing's answer with the next link that its Link header alone carries, in the place where answers have it;
 * any other answer as it is.
 * https://developer.atlassian.com/cloud/confluence/rest/v2/intro/#pagination
 */
export function withNextLink(value: unknown, link: string | readonly string[] | undefined): unknown {
  if (link === undefined) return value
  const next = nextOf(typeof link === 'string' ? link : link.join(', '))
  const listing = next === undefined ? undefined : answer.safeParse(value).data
  if (listing === undefined || listing._links?.next) return value
  return { ...listing, _links: { ...listing._links, next } }
}

// Addresses have commas of their own, so the header is read link by link: <address>; name=value; name="value".
const links = /<([^>]*)>((?:\s*;\s*[^\s=;,]+\s*(?:=\s*(?:"[^"]*"|[^\s";,]*))?)*)/g
const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]*))/i
const quoted = /(;\s*(?!rel\b)[^\s=;,]+\s*=\s*)"[^"]*"/gi

function nextOf(header: string): string | undefined {
  for (const [, address, parameters = ''] of header.matchAll(links)) {
    const [, inQuotes, bare = ''] = relation.exec(parameters.replaceAll(quoted, '$1')) ?? []
    if ((inQuotes ?? bare).toLowerCase().split(/\s+/).includes('next')) return address
  }
  return undefined
}
