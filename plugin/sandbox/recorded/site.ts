import type { Item, Kind } from '../items.ts'
import { compareIds, type SiteContent, type Source } from '../source.ts'
import { readRecords } from './files.ts'
import { attachmentOf, blogPostOf, commentOf, labelOf, pageOf, spaceOf, userOf } from './records.ts'
import * as shapes from './shapes.ts'

/**
 * A site whose records are read from a folder: `pages.json`, `spaces.json`, `blogposts.json`,
 * `footer-comments.json`, `inline-comments.json`, `attachments.json`, `labels.json`, `users.json`, each with
 * records as the v2 API gives them. Throws SyncError `config` where a file is broken.
 */
export async function readSite(folder: string): Promise<SiteContent> {
  const read = <Record, One extends Item>(records: readonly Record[], toItem: (record: Record) => One) =>
    sourceOf(records.map(toItem))
  const footer = await readRecords(folder, 'footer-comments.json', shapes.commentShape)
  const inline = await readRecords(folder, 'inline-comments.json', shapes.commentShape)
  const comments = [
    ...footer.map((record) => commentOf(record, 'footer')),
    ...inline.map((record) => commentOf(record, 'inline')),
  ]
  const sources = {
    page: read(await readRecords(folder, 'pages.json', shapes.pageShape), pageOf),
    blogpost: read(await readRecords(folder, 'blogposts.json', shapes.blogPostShape), blogPostOf),
    comment: sourceOf(comments),
    attachment: read(await readRecords(folder, 'attachments.json', shapes.attachmentShape), attachmentOf),
    space: read(await readRecords(folder, 'spaces.json', shapes.spaceShape), spaceOf),
    label: read(await readRecords(folder, 'labels.json', shapes.labelShape), labelOf),
    user: read(await readRecords(folder, 'users.json', shapes.userShape), userOf),
  }
  return {
    sources,
    ...relations(sources),
    callerId: sources.user.size > 0 ? sources.user.at(0).id : 'sandbox-caller',
  }
}

function sourceOf<One extends Item>(items: readonly One[]): Source<One> {
  const sorted = [...new Map(items.map((item) => [item.id, item])).values()]
  sorted.sort((left, right) => compareIds(left.id, right.id))
  const indexes = new Map(sorted.map((item, index) => [item.id, index]))
  return {
    size: sorted.length,
    indexOf: (id) => indexes.get(id) ?? -1,
    at(index) {
      const item = sorted[index]
      if (item === undefined) throw new RangeError('a record outside of the site')
      return item
    },
  }
}

// A folder says nothing of who carries which label, and is small enough to be looked through.
function relations(sources: SiteContent['sources']): Omit<SiteContent, 'sources' | 'callerId'> {
  const anywhere = () => undefined
  return {
    nearSpace: anywhere,
    nearContainer: anywhere,
    nearLabel: anywhere,
    labelsOf: (kind, id) => embeddedLabels(sources, kind, id),
    freeId: 1 + Math.max(65_536, ...Object.values(sources).map(highestId)),
  }
}

function highestId(source: Source<Item>): number {
  const last = source.size > 0 ? Number(source.at(source.size - 1).id.replace(/^att/, '')) : 0
  return Number.isFinite(last) ? last : 0
}

// Single answers carry them (`include-labels`), lists do not.
function embeddedLabels(sources: SiteContent['sources'], kind: Kind, id: string): readonly string[] {
  const source: Source<Item> = sources[kind]
  const index = source.indexOf(id)
  const labels = index < 0 ? undefined : source.at(index).extra?.['labels']
  const parsed = shapes.embeddedLabels.safeParse(labels)
  return parsed.success ? parsed.data.results.map((label) => label.id) : []
}
