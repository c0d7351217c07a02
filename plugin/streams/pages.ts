import type { Page, ReadContext, Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { findPages, findPagesById } from './pages-by-cql.ts'
import { forecastFound } from './pages-by-cql-forecast.ts'
import { type PageRow, pageItem, pageRow, toPageRow } from './pages-row.ts'
import { batchesOf } from './rows/batches.ts'
import { collectionById, everything, newestFirst, trashOf } from './rows/collection.ts'
import { clauseOf, estimateByCql } from './rows/estimate.ts'
import { rawPaths } from './rows/fields.ts'
import { forecastCollection } from './rows/forecast.ts'
import { changedAt } from './rows/instants.ts'
import { untilBefore } from './rows/newest-first.ts'
import { pageInSpaces, withSpaceKeys } from './rows/space-keys.ts'

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
  rawPaths,
  references: { authorId: 'users', ownerId: 'users', lastOwnerId: 'users', lastModifiedBy: 'users' },
  parameters: ['cql_pages_clause'],
  async *pages(context) {
    // Also what is in the trash tells of pages that match the clause.
    if (context.since !== undefined) yield { records: [], deleted: await trashOf(context.client, collection) }
    yield* clauseOf(context) === undefined ? listPages(context) : findPages(context)
  },
  lookUp: (context, ids) =>
    clauseOf(context) === undefined ? lookUp(context, ids) : findPagesById(context, ids),
  estimate: (context) => estimateByCql(context, 'page', clauseOf(context)),
  forecast: (context, landed) =>
    clauseOf(context) === undefined
      ? forecastCollection(context, landed, { collection, type: 'page', stampOf: changedAt })
      : forecastFound(context),
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-get
const collection = collectionById({
  item: pageItem,
  path: '/wiki/api/v2/pages',
  query: { status: 'current,archived', 'body-format': 'storage', limit: 250 },
  gone: 'trashed,deleted',
  isShared: true,
})

async function* listPages(context: Context): AsyncGenerator<Page<PageRow>> {
  const { client, since, resume } = context
  if (since === undefined)
    return yield* withSpaceKeys(client, everything(client, collection, resume), toPageRow, 'all')
  const listing = untilBefore(context, changedAt, newestFirst(client, collection, resume))
  yield* withSpaceKeys(client, listing, toPageRow)
}

async function* lookUp({ client }: Context, ids: readonly string[]): AsyncGenerator<Page<PageRow>> {
  for (const batch of batchesOf(ids, 250))
    yield await pageInSpaces(client, await collection.byIds(client, batch), toPageRow)
}
