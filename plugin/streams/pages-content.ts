import { z } from 'zod'
import type { Page, ReadContext, Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import type { Listed } from '../api/straight-walk.ts'
import { pageItem } from './pages-row.ts'
import { batchesOf } from './rows/batches.ts'
import { type BodyText, noText } from './rows/body-text.ts'
import { openBodyTexts } from './rows/body-texts.ts'
import { collectionById, everything, newestFirst, trashOf } from './rows/collection.ts'
import { estimateByCql } from './rows/estimate.ts'
import { idField, instantField, integerField, rawPaths, textField } from './rows/fields.ts'
import { forecastCollection } from './rows/forecast.ts'
import { changedAt, instantOf } from './rows/instants.ts'
import { absolute } from './rows/links.ts'
import { type News, untilBefore } from './rows/newest-first.ts'
import { oneAhead } from './rows/one-ahead.ts'
import { pageOf } from './rows/page-of.ts'

const row = z.object({
  id: idField('The id of the page.'),
  title: textField('The title of the page.'),
  spaceId: textField('Id of the space that the page is in.'),
  versionNumber: integerField('Number of its latest version, from 1.'),
  lastModifiedAt: instantField('When its latest version was saved (UTC).'),
  bodyStorage: textField('The body in storage format.'),
  bodyText: textField('The body as plain text with headings, lists and tables readable.'),
  wordCount: integerField('How many words the text has.'),
  bodyHash: textField('SHA-256 of the body in storage format, hexadecimal.'),
  webUrl: textField('Address of the page in the browser.'),
})

const item = pageItem.pick({
  ...{ id: true, title: true, spaceId: true, version: true, body: true, _links: true },
})

type Item = z.infer<typeof item>
type Row = z.infer<typeof row>

/** A page as the v2 API gives it, as a row with its text. */
export function toPageContentRow(page: Item, base: string, text: BodyText): Row {
  return {
    id: page.id,
    title: page.title ?? null,
    spaceId: page.spaceId,
    versionNumber: page.version?.number ?? null,
    lastModifiedAt: instantOf(page.version?.createdAt),
    bodyStorage: bodyOf(page),
    ...text,
    webUrl: absolute(base, page._links?.webui),
  }
}

const bodyOf = (page: Item): string | null => page.body?.storage?.value ?? null

export const pagesContent: Stream<Client, typeof row> = {
  name: 'pages_content',
  title: 'Page contents',
  description: 'The body of every page, current and archived, as markup and as readable text.',
  row,
  primaryKey: 'id',
  strategies: ['full_refresh', 'incremental'],
  cursorFields: ['lastModifiedAt'],
  versionField: 'versionNumber',
  rawPaths,
  async *pages(context) {
    const { client, since, resume } = context
    if (since === undefined) return yield* withTexts(context, everything(client, collection, resume))
    yield { records: [], deleted: await trashOf(client, collection) }
    yield* withTexts(context, untilBefore(context, changedAt, newestFirst(client, collection, resume)))
  },
  lookUp: (context, ids) => withTexts(context, foundById(context.client, ids)),
  estimate: (context) => estimateByCql(context, 'page'),
  forecast: (context, landed) =>
    forecastCollection(context, landed, { collection, type: 'page', stampOf: changedAt }),
}

async function* withTexts(
  { lands }: Pick<ReadContext<Client>, 'lands'>,
  listing: AsyncIterable<Listed<Item> | News<Item>>,
): AsyncGenerator<Page<Row>> {
  await using texts = openBodyTexts()
  const isWanted = Object.keys(noText).some(lands)
  yield* oneAhead(listing, async (listed) => {
    const made = isWanted ? await texts.of(listed.items.map(({ item: page }) => bodyOf(page))) : []
    return pageOf(listed, (page, base, place) => toPageContentRow(page, base, made[place] ?? noText))
  })
}

async function* foundById(client: Client, ids: readonly string[]): AsyncGenerator<Listed<Item>> {
  for (const batch of batchesOf(ids, 250)) yield await collection.byIds(client, batch)
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-get
const collection = collectionById({
  item,
  path: '/wiki/api/v2/pages',
  query: { status: 'current,archived', 'body-format': 'storage', limit: 250 },
  gone: 'trashed,deleted',
  isShared: true,
})
