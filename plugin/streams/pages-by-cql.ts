import type { Page, ReadContext } from '../../src/contract/stream.ts'
import type { Client, Query } from '../api/client.ts'
import type { PageRow } from './pages-row.ts'
import { foundPageExpand, foundPageItem, foundToPageRow } from './pages-row-v1.ts'
import { batchesOf } from './rows/batches.ts'
import { cqlMinute } from './rows/cql-minute.ts'
import { clauseOf, cqlcontext } from './rows/estimate.ts'
import { pageOf } from './rows/page-of.ts'

type Context = ReadContext<Client>

/**
 * The pages that match the clause. The CQL is written once and stays for the whole walk: a cursor of one
 * text means nothing under another.
 */
export async function* findPages(context: Context): AsyncGenerator<Page<PageRow>> {
  const { client, resume, strategy, since } = context
  const cql = strategy === 'incremental' && since !== undefined ? changedSince(context, since) : all(context)
  for await (const listed of client.list(foundPageItem, path, { ...query, cql }, { resume }))
    yield pageOf(listed, foundToPageRow)
}

/** The pages among these that match the clause. */
export async function* findPagesById(
  context: Context,
  ids: readonly string[],
): AsyncGenerator<Page<PageRow>> {
  for (const batch of batchesOf(ids, 100)) {
    const cql = `${matching(context)} AND id in (${batch.join(',')})`
    for await (const listed of context.client.list(foundPageItem, path, { ...query, cql }))
      yield pageOf(listed, foundToPageRow)
  }
}

// https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content/#api-wiki-rest-api-content-search-get
const path = '/wiki/rest/api/content/search'
const query: Query = {
  cqlcontext,
  expand: foundPageExpand,
  limit: 250,
}

// In parentheses: an OR in the clause must not reach beyond it.
const matching = (context: Context) => `type = page AND (${clauseOf(context)})`

// Nothing changes the moment of creation, so no page moves while the listing is read.
const all = (context: Context) => `${matching(context)} ORDER BY created ASC`

// An edited page moves to the end, where the walk meets it again.
const changedSince = (context: Context, since: Date) =>
  `${matching(context)} AND lastmodified >= "${cqlMinute(since, context.client.timeZone)}" ORDER BY lastmodified ASC`
