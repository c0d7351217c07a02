import { SyncError } from '../../src/contract/errors.ts'

/**
 * The cursor in a listing's next link; undefined when there is no next link, which is one of the two ways a
 * listing ends. Only the cursor is taken: path and query stay ours, so a link with a doubled or a missing
 * `/wiki`, or without the gateway's prefix, cannot lead astray.
 * Throws SyncError `data` for a link without a cursor, to another origin, or with a cursor met before.
 */
export function cursorOf(next: string | undefined, listing: URL, seen: Set<string>): string | undefined {
  if (next === undefined || next === '') return undefined
  const link = linkOf(next, listing)
  if (link?.origin !== listing.origin) throw broken(listing, 'foreign_next_link', 'leads to another site')
  const cursor = link.searchParams.get('cursor')
  if (cursor === null || cursor === '')
    throw broken(listing, 'next_without_cursor', 'does not say from where')
  if (seen.has(cursor)) throw broken(listing, 'cursor_repeated', 'leads back to where it was before')
  seen.add(cursor)
  return cursor
}

function linkOf(next: string, listing: URL): URL | undefined {
  return URL.canParse(next, listing.href) ? new URL(next, listing) : undefined
}

function broken(listing: URL, code: string, how: string): SyncError {
  const message = `The listing ${listing.pathname} at ${listing.host} cannot be read to its end because its next link ${how}; run the sync again, and ask Atlassian's support when it stays so.`
  return new SyncError('data', message, { code, url: `${listing.origin}${listing.pathname}` })
}
