import type { Page, ReadContext } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import type { Listed } from '../api/straight-walk.ts'
import type { PageRow } from './pages-row.ts'
import { type FoundPage, foundPageExpand, foundPageItem, foundToPageRow } from './pages-row-v1.ts'
import { batchesOf } from './rows/batches.ts'
import { searchPath, searchSince } from './rows/changed-since.ts'
import { cqlId } from './rows/cql-id.ts'
import { clauseOf, cqlcontext } from './rows/estimate.ts'
import { instantOf } from './rows/instants.ts'
import { pageOf, pagesOf } from './rows/page-of.ts'

type Context = ReadContext<Client>

/**
 * The pages that match the clause. The CQL is written once and stays for the whole walk: a cursor of one
 * text means nothing under another.
 */
export async function* findPages(context: Context): AsyncGenerator<Page<PageRow>> {
  yield* pagesOf(foundIn(context), foundToPageRow)
}

/** The listing of them that a read goes through. */
export const foundIn = (context: Context): AsyncGenerator<Listed<FoundPage>> =>
  context.since === undefined ? allOf(context) : changedOf(context, context.since)

/** The pages among these that match the clause. */
export async function* findPagesById(
  context: Context,
  ids: readonly string[],
): AsyncGenerator<Page<PageRow>> {
  for (const batch of batchesOf(ids, 100)) yield pageOf(await byIds(context, batch), foundToPageRow)
}

const byIds = (context: Context, ids: readonly string[]): Promise<Listed<FoundPage>> =>
  context.client.listByIds(foundPageItem, searchPath, ids, (some) => ({
    ...{ cqlcontext, expand: foundPageExpand },
    cql: `${matching(context)} AND id in (${some.map(cqlId).join(',')})`,
  }))

// In parentheses: an OR in the clause must not reach beyond it.
const matching = (context: Context) => `type = page AND (${clauseOf(context)})`

// Nothing changes the moment of creation, so no page moves while the listing is read.
function allOf(context: Context): AsyncGenerator<Listed<FoundPage>> {
  const all = (order: 'ASC' | 'DESC') => ({ cql: `${matching(context)} ORDER BY created ${order}` })
  const query = { ...all('ASC'), cqlcontext, expand: foundPageExpand, limit: 250 }
  const around = {
    light: { expand: undefined },
    opposite: all('DESC'),
    backward: 'at_once' as const,
    meetsAt: 'page' as const,
    byIds: (ids: readonly string[]) => byIds(context, ids),
  }
  return context.client.list(foundPageItem, searchPath, query, { resume: context.resume, around })
}

// An edited page moves to the end, where the walk meets it again.
const changedOf = (context: Context, since: Date): AsyncGenerator<Listed<FoundPage>> =>
  searchSince(context, since, {
    item: foundPageItem,
    expand: foundPageExpand,
    cqlOf: (minute) => `${matching(context)} AND lastmodified >= "${minute}"`,
    stampOf: ({ version }) => instantOf(version?.when),
    byIds: (ids) => byIds(context, ids),
  })
