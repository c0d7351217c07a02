import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { Page, Stream, StreamRecord } from '../../src/contract/stream.ts'
import type { Client, Query, Received } from '../api/client.ts'
import { batchesOf } from './rows/batches.ts'
import { idField, optionalText, textField } from './rows/fields.ts'

const count = (what: string) => z.number().int().describe(what)
const ids = (what: string) => z.array(z.string()).describe(what)

const row = z.object({
  id: idField('The id of the label.'),
  name: textField('The label.'),
  prefix: textField('global, my, team or system.'),
  pageCount: count('How many pages carry it, current and archived.'),
  blogPostCount: count('How many current blog posts carry it.'),
  attachmentCount: count('How many attachments carry it, current and archived.'),
  pageIds: ids('Ids of the pages that carry it.'),
  blogPostIds: ids('Ids of the blog posts that carry it.'),
  attachmentIds: ids('Ids of the attachments that carry it.'),
  webUrl: textField('Address of the list of what carries it, in the browser.'),
})

type LabelRow = z.infer<typeof row>

const item = z.object({ id: z.string().min(1), name: optionalText, prefix: optionalText })

export interface Usage {
  readonly pageIds: readonly string[]
  readonly blogPostIds: readonly string[]
  readonly attachmentIds: readonly string[]
}

/** A label and what carries it, as a row. */
export function toLabelRow(label: z.infer<typeof item>, usage: Usage, base: string): LabelRow {
  const { pageIds, blogPostIds, attachmentIds } = usage
  const { id, name = null, prefix = null } = label
  return {
    ...{ id, name, prefix },
    pageCount: pageIds.length,
    blogPostCount: blogPostIds.length,
    attachmentCount: attachmentIds.length,
    pageIds: [...pageIds],
    blogPostIds: [...blogPostIds],
    attachmentIds: [...attachmentIds],
    webUrl: name === null ? null : `${base}/label/${encodeURIComponent(name)}`,
  }
}

export const labels: Stream<Client, typeof row> = {
  name: 'labels',
  title: 'Labels',
  description: 'Every label of the site, and what carries it.',
  row,
  primaryKey: 'id',
  strategies: ['full_refresh'],
  async *pages({ client, resume }) {
    for await (const listed of client.list(item, path, { limit: 250, sort: 'id' }, { resume })) {
      yield { records: [], isolated: listed.isolated }
      yield* withUsage(client, listed.items, listed.base)
      if (listed.resume !== undefined) yield { records: [], resume: listed.resume }
    }
  },
  async *lookUp({ client }, ids) {
    for (const batch of batchesOf(ids, 250))
      for await (const listed of client.list(item, path, { limit: 250, 'label-id': batch.join(',') }))
        yield* withUsage(client, listed.items, listed.base)
  },
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-label/#api-labels-get
const path = '/wiki/api/v2/labels'

async function* withUsage(
  client: Client,
  received: readonly Received<z.infer<typeof item>>[],
  base: string,
): AsyncGenerator<Page<LabelRow>> {
  for (const batch of batchesOf(received, 16)) {
    const records = await Promise.all(batch.map((label) => recordOf(client, label, base)))
    const found = records.filter((record) => record !== undefined)
    yield { records: found, skipped: records.length - found.length }
  }
}

async function recordOf(
  client: Client,
  { item: label, raw }: Received<z.infer<typeof item>>,
  base: string,
): Promise<StreamRecord<LabelRow> | undefined> {
  try {
    return { row: toLabelRow(label, await usageOf(client, label.id), base), raw }
  } catch (error) {
    // Labels go when the last one takes them off.
    if (error instanceof SyncError && error.kind === 'not_found') return undefined
    throw error
  }
}

async function usageOf(client: Client, id: string): Promise<Usage> {
  const [pageIds, blogPostIds, attachmentIds] = await Promise.all([
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-labels-id-pages-get
    carriers(client, `${path}/${id}/pages`, ['current', 'archived']),
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-blog-post/#api-labels-id-blogposts-get
    carriers(client, `${path}/${id}/blogposts`, ['current']),
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-attachment/#api-labels-id-attachments-get
    carriers(client, `${path}/${id}/attachments`, ['current', 'archived']),
  ])
  return { pageIds, blogPostIds, attachmentIds }
}

const carrier = z.object({ id: z.string(), status: optionalText })
const carrierQuery: Query = { limit: 250 }

/** Only what lands as a row of its own: a count that no join can reach would be taken for an error. */
async function carriers(
  client: Client,
  path: string,
  statuses: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>()
  for await (const { items } of client.list(carrier, path, carrierQuery))
    for (const { item } of items) if (statuses.includes(item.status ?? 'current')) found.add(item.id)
  return [...found].sort()
}
