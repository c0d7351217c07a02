import { z } from 'zod'
import type { Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { batchesOf } from './rows/batches.ts'
import { type Collection, everything, newestFirst, oneByOne, trashOf } from './rows/collection.ts'
import { containersOf } from './rows/containers.ts'
import { estimateByCql } from './rows/estimate.ts'
import {
  idField,
  instantField,
  integerField,
  linksItem,
  optionalId,
  optionalText,
  ownId,
  textField,
  versionItem,
} from './rows/fields.ts'
import { forecastCollection } from './rows/forecast.ts'
import { changedAt, instantOf } from './rows/instants.ts'
import { absolute } from './rows/links.ts'
import { untilBefore } from './rows/newest-first.ts'
import { pageOf, pagesOf } from './rows/page-of.ts'

const row = z.object({
  id: idField('The id of the attachment, with "att" before the number.'),
  status: textField('current, archived, and others.'),
  title: textField('The name of the file.'),
  mediaType: textField('The media type, such as image/png.'),
  mediaTypeDescription: textField('The media type in words.'),
  fileSize: integerField('Size of the file in bytes.'),
  fileId: textField('Id of the file in the media store.'),
  pageId: textField('Id of the page that it is attached to.'),
  blogPostId: textField('Id of the blog post that it is attached to.'),
  customContentId: textField('Id of the custom content that it is attached to.'),
  comment: textField('What was noted about the file.'),
  authorId: textField('Account id of who saved the latest version.'),
  createdAt: instantField('When it was attached first (UTC).'),
  lastModifiedAt: instantField('When its latest version was saved (UTC).'),
  versionNumber: integerField('Number of its latest version, from 1.'),
  downloadUrl: textField('Address of the file; the site asks for a signed-in browser.'),
  webUrl: textField('Address of the attachment in the browser.'),
})

const item = z.object({
  id: ownId,
  status: optionalText,
  title: optionalText,
  mediaType: optionalText,
  mediaTypeDescription: optionalText,
  fileSize: z.number().nullish(),
  fileId: optionalText,
  pageId: optionalId,
  blogPostId: optionalId,
  customContentId: optionalId,
  comment: optionalText,
  createdAt: optionalText,
  version: versionItem,
  downloadLink: optionalText,
  webuiLink: optionalText,
  _links: linksItem,
})

/** An attachment as the v2 API gives it, as a row. */
export function toAttachmentRow(file: z.infer<typeof item>, base: string): z.infer<typeof row> {
  return {
    id: file.id,
    status: file.status ?? null,
    title: file.title ?? null,
    mediaType: file.mediaType ?? null,
    mediaTypeDescription: file.mediaTypeDescription ?? null,
    fileSize: file.fileSize ?? null,
    fileId: file.fileId ?? null,
    pageId: file.pageId,
    blogPostId: file.blogPostId,
    customContentId: file.customContentId,
    comment: file.comment ?? null,
    authorId: file.version?.authorId ?? null,
    createdAt: instantOf(file.createdAt),
    lastModifiedAt: instantOf(file.version?.createdAt),
    versionNumber: file.version?.number ?? null,
    downloadUrl: absolute(base, file.downloadLink),
    webUrl: absolute(base, file.webuiLink ?? file._links?.webui),
  }
}

export const attachments: Stream<Client, typeof row> = {
  name: 'attachments',
  title: 'Attachments',
  description: 'Every file attached to a page or a blog post, current and archived.',
  row,
  primaryKey: 'id',
  strategies: ['full_refresh', 'incremental'],
  cursorFields: ['lastModifiedAt'],
  versionField: 'versionNumber',
  references: { authorId: 'users' },
  async *pages(context) {
    const { client, since, resume } = context
    if (since === undefined) return yield* pagesOf(everything(client, collection, resume), toAttachmentRow)
    yield { records: [], deleted: await trashOf(client, collection) }
    yield* pagesOf(untilBefore(context, changedAt, newestFirst(client, collection, resume)), toAttachmentRow)
  },
  async *lookUp({ client }, ids) {
    for (const batch of batchesOf(ids, 25)) {
      const page = pageOf(await collection.byIds(client, batch), toAttachmentRow)
      const isContained = await containersOf(
        client,
        page.records.map(({ row }) => row),
      )
      yield { ...page, records: page.records.filter(({ row }) => isListed(row) && isContained(row)) }
    }
  },
  estimate: (context) => estimateByCql(context, 'attachment'),
  forecast: (context, landed) =>
    forecastCollection(context, landed, { collection, type: 'attachment', stampOf: changedAt }),
}

const statuses = ['current', 'archived']
const path = '/wiki/api/v2/attachments'

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-attachment/#api-attachments-get
const collection: Collection<z.infer<typeof item>> = {
  item,
  path,
  query: { status: statuses.join(','), limit: 250 },
  // There is no order by id; the moment of creation does not change either.
  orders: ['created-date', '-created-date'],
  walks: { backward: 'at_once', meetsAt: 'page' },
  gone: 'trashed',
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-attachment/#api-attachments-id-get
  byIds: oneByOne(item, path, {}),
}

// By its id an attachment answers whatever its status is.
const isListed = ({ status }: z.infer<typeof row>): boolean => statuses.includes(status ?? 'current')
