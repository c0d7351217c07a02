import type { Context } from 'hono'
import { type FailureKind, SyncError } from '../../contract/errors.ts'
import { page } from './parts/layout.tsx'
import { Notice } from './parts/notice.tsx'

const statuses: Readonly<Record<FailureKind, 404 | 422 | 500 | 503>> = {
  config: 422,
  auth: 422,
  rate_limited: 503,
  transient: 503,
  not_found: 404,
  data: 500,
  bug: 500,
}

/** A failure in its own words: as a page, or in the place of the piece that htmx asked for. */
export function explained(c: Context, { kind, message }: SyncError) {
  // A bug's message tells of our insides, and nothing that a reader could do.
  const words = kind === 'bug' ? 'Something went wrong here; the log of the server says what.' : message
  if (c.req.header('hx-request') === 'true') return c.html(<Notice tone="bad">{words}</Notice>)
  const title = kind === 'not_found' ? 'Not found' : 'That did not work'
  return page(
    c,
    { title, status: statuses[kind] },
    <section class="card">
      <Notice tone="bad">{words}</Notice>
      <p>
        <a href="/">Back to the overview</a>
      </p>
    </section>,
  )
}

/** Of an address that leads nowhere. */
export const missingPage = (c: Context) =>
  explained(c, new SyncError('not_found', 'There is nothing at this address.', { code: 'no_such_path' }))
