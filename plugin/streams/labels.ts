import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord, Page, ReadContext, Stream, StreamRecord } from '../../src/contract/stream.ts'
import type { Client, Received } from '../api/client.ts'
import { encoded } from '../api/encoded.ts'
import { isPoison } from '../api/poison.ts'
import type { Listed } from '../api/straight-walk.ts'
import { forecastUsage, type Usage, usageAtOnce, usageOf } from './labels-usage.ts'
import { batchesOf } from './rows/batches.ts'
import { collectionById, everything } from './rows/collection.ts'
import { idField, optionalText, ownId, textField } from './rows/fields.ts'
import { forecastAll } from './rows/forecast.ts'

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

const item = z.object({ id: ownId, name: optionalText, prefix: optionalText })

type Label = z.infer<typeof item>

/** A label and what carries it, as a row. */
export function toLabelRow(label: Label, usage: Usage, base: string): LabelRow {
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
    webUrl: name === null ? null : `${base}/label/${encoded(name)}`,
  }
}

export const labels: Stream<Client, typeof row> = {
  name: 'labels',
  title: 'Labels',
  description: 'Every label of the site, and what carries it.',
  row,
  primaryKey: 'id',
  strategies: ['full_refresh'],
  async *pages(context) {
    const { client, resume } = context
    for await (const listed of everything(client, collection, resume)) yield* withUsage(context, listed)
  },
  async *lookUp(context, ids) {
    for (const batch of batchesOf(ids, 250))
      yield* withUsage(context, await collection.byIds(context.client, batch))
  },
  // Nothing tells how many labels there are: where they fill more than a page, the last read is what is known.
  forecast: async (context, landed) =>
    forecastUsage(
      context,
      await forecastAll(context, {
        listingOf: (client) => everything(client, collection, undefined),
        count: async () => landed,
      }),
    ),
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-labels/#api-labels-get
const collection = collectionById({
  item,
  path: '/wiki/api/v2/labels',
  query: { limit: 250 },
  idParameter: 'label-id',
})

async function* withUsage(
  context: ReadContext<Client>,
  { items, isolated, base, resume }: Listed<Label>,
): AsyncGenerator<Page<LabelRow>> {
  yield { records: [], isolated }
  for (const batch of batchesOf(items, usageAtOnce)) {
    const read = await Promise.all(batch.map((label) => readUsage(context, label, base)))
    refuseAllBroken(read)
    yield await pageOf(context.client, read)
  }
  if (resume !== undefined) yield { records: [], resume }
}

interface Read {
  readonly label: Label
  /** Absent: the site says that there is nothing of the kind (404), or fails. */
  readonly record?: StreamRecord<LabelRow>
  readonly missing?: SyncError
  readonly unreadable: readonly string[]
}

async function readUsage(
  context: ReadContext<Client>,
  { item: label, raw }: Received<Label>,
  base: string,
): Promise<Read> {
  try {
    const { unreadable, ...usage } = await usageOf(context, label.id)
    return { label, record: { row: toLabelRow(label, usage, base), raw }, unreadable }
  } catch (error) {
    // Whether the label has gone or the site fails at it: one that is still listed is isolated.
    const isAboutLabel = isPoison(error) || (error instanceof SyncError && error.kind === 'not_found')
    if (!isAboutLabel) throw error
    return { label, missing: error, unreadable: [] }
  }
}

// Where nothing can be read any more, it is not about this label or that one.
function refuseAllBroken(read: readonly Read[]): void {
  const broken = read.flatMap(({ missing }) => (isPoison(missing) ? missing : []))
  if (broken.length === read.length && broken.length > mostBroken) throw broken[0]
}

const mostBroken = 4

async function pageOf(client: Client, read: readonly Read[]): Promise<Page<LabelRow>> {
  const records = read.flatMap(({ record }) => record ?? [])
  const isolated = await stillThere(
    client,
    read.filter(({ record }) => record === undefined),
  )
  const gap = read.flatMap(gapOf).join('; ')
  const skipped = read.length - records.length - isolated.length
  return { records, isolated, skipped, ...(gap === '' ? {} : { gap }) }
}

/** Labels go when the last one takes them off; one that is still listed has not gone, whatever its usage says. */
async function stillThere(client: Client, read: readonly Read[]): Promise<readonly IsolatedRecord[]> {
  if (read.length === 0) return []
  const listed = new Set<string | undefined>()
  const ids = read.map(({ label }) => label.id)
  const { items, isolated } = await collection.byIds(client, ids)
  for (const id of [...items.map(({ item: { id } }) => id), ...isolated.map(({ id }) => id)]) listed.add(id)
  return read.filter(({ label }) => listed.has(label.id)).map(isolate)
}

const isolate = ({ label: { id }, missing }: Read): IsolatedRecord => ({
  id,
  code: 'usage_unreadable',
  message: 'what carries the label cannot be read although the label is there',
  ...missing?.request,
})

function gapOf({ label: { id, name }, unreadable }: Read): readonly string[] {
  const [first, ...more] = unreadable
  if (first === undefined) return []
  const which = more.length === 0 ? first : `${first} and ${more.length} more`
  return [`what carries the label "${name ?? id}" cannot all be read (${which})`]
}
