import type { Page, ReadContext, Stream } from '../../src/contract/stream.ts'
import type { Client, Query } from '../api/client.ts'
import { findPages, findPagesById } from './pages-by-cql.ts'
import { type PageRow, pageItem, pageRow, toPageRow } from './pages-row.ts'
import { batchesOf } from './rows/batches.ts'
import { clauseOf, estimateByCql } from './rows/estimate.ts'
import { untilBefore } from './rows/newest-first.ts'
import { withSpaceKeys } from './rows/space-keys.ts'

type Context = ReadContext<Client>

export const pages: Stream<Client, typeof pageRow> = {
  name: 'pages',
  title: 'Pages',
  description: 'Every page, current and archived, with its body; with a CQL clause, the pages that match it.',
  row: pageRow,
  primaryKey: 'id',
  strategies: ['full_refresh', 'incremental'],
  cursorFields: ['lastModifiedAt'],
  versionField: 'versionNumber',
  references: { authorId: 'users', ownerId: 'users', lastOwnerId: 'users', lastModifiedBy: 'users' },
  parameters: ['cql_pages_clause'],
  pages: (context) => (clauseOf(context) === undefined ? listPages(context) : findPages(context)),
  lookUp: (context, ids) =>
    clauseOf(context) === undefined ? lookUp(context, ids) : findPagesById(context, ids),
  estimate: (context) => estimateByCql(context, 'page', clauseOf(context)),
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-get
const path = '/wiki/api/v2/pages'
const query: Query = { status: 'current,archived', 'body-format': 'storage', limit: 250 }

async function* listPages({ client, strategy, since, resume }: Context): AsyncGenerator<Page<PageRow>> {
  const isUpdate = strategy === 'incremental' && since !== undefined
  const sort = isUpdate ? '-modified-date' : 'id'
  const listing = client.list(pageItem, path, { ...query, sort }, { resume, readAhead: !isUpdate })
  const rows = withSpaceKeys(client, listing, toPageRow)
  yield* isUpdate ? untilBefore(since, 'lastModifiedAt', rows) : rows
}

async function* lookUp({ client }: Context, ids: readonly string[]): AsyncGenerator<Page<PageRow>> {
  for (const batch of batchesOf(ids, 250)) {
    const listing = client.list(pageItem, path, { ...query, id: batch.join(',') })
    yield* withSpaceKeys(client, listing, toPageRow)
  }
}
