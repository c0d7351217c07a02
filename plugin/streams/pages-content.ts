import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { pageItem } from './pages-row.ts'
import { batchesOf } from './rows/batches.ts'
import { collectionById, everything, newestFirst, trashOf } from './rows/collection.ts'
import { estimateByCql } from './rows/estimate.ts'
import { idField, instantField, integerField, rawPaths, textField } from './rows/fields.ts'
import { forecastCollection } from './rows/forecast.ts'
import { changedAt, instantOf } from './rows/instants.ts'
import { absolute } from './rows/links.ts'
import { untilBefore } from './rows/newest-first.ts'
import { pageOf, pagesOf } from './rows/page-of.ts'
import { textOf } from './rows/text-of.ts'
import { wordsIn } from './rows/words-in.ts'

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

/** A page as the v2 API gives it, as a row with its text. */
export function toPageContentRow(page: z.infer<typeof item>, base: string): z.infer<typeof row> {
  const body = page.body?.storage?.value ?? null
  const bodyText = body === null ? null : textOf(body)
  return {
    id: page.id,
    title: page.title ?? null,
    spaceId: page.spaceId,
    versionNumber: page.version?.number ?? null,
    lastModifiedAt: instantOf(page.version?.createdAt),
    bodyStorage: body,
    bodyText,
    wordCount: bodyText === null ? null : wordsIn(bodyText),
    bodyHash: body === null ? null : createHash('sha256').update(body).digest('hex'),
    webUrl: absolute(base, page._links?.webui),
  }
}

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
    if (since === undefined) return yield* pagesOf(everything(client, collection, resume), toPageContentRow)
    yield { records: [], deleted: await trashOf(client, collection) }
    yield* pagesOf(untilBefore(context, changedAt, newestFirst(client, collection, resume)), toPageContentRow)
  },
  async *lookUp({ client }, ids) {
    for (const batch of batchesOf(ids, 250))
      yield pageOf(await collection.byIds(client, batch), toPageContentRow)
  },
  estimate: (context) => estimateByCql(context, 'page'),
  forecast: (context, landed) =>
    forecastCollection(context, landed, { collection, type: 'page', stampOf: changedAt }),
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-get
const collection = collectionById({
  item,
  path: '/wiki/api/v2/pages',
  query: { status: 'current,archived', 'body-format': 'storage', limit: 250 },
  gone: 'trashed,deleted',
  isShared: true,
})
