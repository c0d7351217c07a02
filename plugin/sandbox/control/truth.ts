import { testOf } from '../cql/evaluate.ts'
import { parseCql } from '../cql/parse.ts'
import type { Attachment, BlogPost, Comment, Content, Item, Page, Space } from '../items.ts'
import type { Site } from '../site.ts'
import { findableUsers } from '../v1/users.ts'

/** One row that a full read of a stream must land. */
export interface TrueRow {
  readonly id: string
  readonly versionNumber: number | null
  readonly status: string
}

/** How many of the rows that land carry a label: that changes without a word of the label's. */
interface TrueLabel extends TrueRow {
  readonly pageCount: number
  readonly blogPostCount: number
  readonly attachmentCount: number
}

/** Asks for the rows of a part of a stream. */
export interface TruthRequest {
  /** Only pages that this clause finds. */
  readonly cql?: string | undefined
}

type Truth = (site: Site, request: TruthRequest) => Generator<TrueRow>

/** What a full read of each stream must land, by the stream's name. */
export const truths: Readonly<Record<string, Truth>> = {
  pages: (site, request) => rowsOf(truePages(site, request)),
  pages_content: (site, request) => rowsOf(truePages(site, request)),
  spaces: (site) => rowsOf(site.shelves.space.walk({ order: 'id' })),
  blog_posts: (site) => rowsOf(trueBlogPosts(site)),
  comments: (site) => rowsOf(trueComments(site)),
  attachments: (site) => rowsOf(trueAttachments(site)),
  labels: trueLabels,
  users: trueUsers,
}

function* rowsOf(items: Iterable<Item>): Generator<TrueRow> {
  for (const item of items) yield rowOf(item)
}

const rowOf = (item: Item): TrueRow => ({
  id: item.id,
  versionNumber: 'version' in item ? item.version.number : null,
  status: item.status,
})

function* truePages(site: Site, { cql }: TruthRequest): Generator<Page> {
  const test = cql === undefined ? () => true : testOf(site, parseCql(cql).where)
  for (const page of site.shelves.page.walk({ order: 'id' })) {
    if ((page.status === 'current' || page.status === 'archived') && test(page)) yield page
  }
}

function* trueBlogPosts(site: Site): Generator<BlogPost> {
  for (const post of site.shelves.blogpost.walk({ order: 'id' })) if (post.status === 'current') yield post
}

function* trueComments(site: Site): Generator<Comment> {
  for (const comment of site.shelves.comment.walk({ order: 'id' }))
    if (site.isOpen(comment.container)) yield comment
}

function* trueAttachments(site: Site): Generator<Attachment> {
  for (const attachment of site.shelves.attachment.walk({ order: 'id' })) {
    const isListed = attachment.status === 'current' || attachment.status === 'archived'
    if (isListed && site.isOpen(attachment.container)) yield attachment
  }
}

function* trueLabels(site: Site): Generator<TrueLabel> {
  const pages = carriersOf(site, truePages(site, {}))
  const blogPosts = carriersOf(site, trueBlogPosts(site))
  const attachments = carriersOf(site, trueAttachments(site))
  for (const label of site.shelves.label.walk({ order: 'id' }))
    yield {
      ...rowOf(label),
      pageCount: pages.get(label.id) ?? 0,
      blogPostCount: blogPosts.get(label.id) ?? 0,
      attachmentCount: attachments.get(label.id) ?? 0,
    }
}

/** How many of these carry a label, by the label's id. */
function carriersOf(site: Site, items: Iterable<Page | BlogPost | Attachment>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { kind, id } of items)
    for (const label of new Set(site.labelsOf(kind, id))) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}

// Everybody the user search finds, then everybody a landed row names, whether anybody knows them or not.
function* trueUsers(site: Site): Generator<TrueRow> {
  const given = new Set<string>()
  for (const id of everybody(site)) {
    // A recording may lack an author.
    if (id === null || id === '' || given.has(id)) continue
    given.add(id)
    yield { id, versionNumber: null, status: site.shelves.user.get(id)?.status ?? 'unknown' }
  }
}

function* everybody(site: Site): Generator<string | null> {
  for (const user of findableUsers(site)) yield user.id
  const { space } = site.shelves
  for (const item of space.walk({ order: 'id' })) yield* peopleOfSpace(item)
  for (const page of truePages(site, {})) {
    yield* peopleOf(page)
    yield page.ownerId
    yield page.lastOwnerId
  }
  for (const post of trueBlogPosts(site)) yield* peopleOf(post)
  for (const comment of trueComments(site)) {
    yield* peopleOf(comment)
    yield comment.resolvedBy ?? null
  }
  // An attachment's answer names the author of its last version only.
  for (const attachment of trueAttachments(site)) yield attachment.version.authorId
}

function* peopleOf(content: Content): Generator<string> {
  yield content.authorId
  yield content.version.authorId
}

function* peopleOfSpace(space: Space): Generator<string | null> {
  yield space.authorId
  yield space.spaceOwnerId
}
