import { z } from 'zod'
import type { Page, ReadContext, Stream, StreamRecord } from '../../src/contract/stream.ts'
import type { Client, Query, Received } from '../api/client.ts'
import { originsOf } from './comments-origins.ts'
import { repliesTo } from './comments-replies.ts'
import {
  type Comment,
  type CommentKind,
  type CommentRow,
  commentItem,
  commentRow,
  toCommentRow,
} from './comments-row.ts'
import { openThreads, type Threads } from './comments-threads.ts'
import { batchesOf } from './rows/batches.ts'
import { estimateByCql } from './rows/estimate.ts'
import { isGone } from './rows/gone.ts'

type Context = ReadContext<Client>

export const comments: Stream<Client, typeof commentRow> = {
  name: 'comments',
  title: 'Comments',
  description: 'Every comment below a page or a blog post and in its text, with the answers at every depth.',
  row: commentRow,
  primaryKey: 'id',
  strategies: ['full_refresh'],
  versionField: 'versionNumber',
  references: { authorId: 'users', lastModifiedBy: 'users', resolutionLastModifierId: 'users' },
  async *partitions() {
    yield { kind: 'footer' }
    yield { kind: 'inline' }
  },
  async *pages(context) {
    const progress = progressOf(context.resume)
    const unreadable = new Set<string>()
    const hadReplies = progress.phase === 'replies' ? false : yield* listed(context, progress, unreadable)
    if (!hadReplies) yield* replies(context, progress, unreadable)
  },
  lookUp,
  estimate: (context) => estimateByCql(context, 'comment'),
}

/**
 * First the site-wide list. Whether it carries the answers is not documented: where it held a single one it
 * carries them all; where it held none, it is walked once more and every thread is asked for its answers.
 */
const progressShape = z.object({
  phase: z.enum(['listing', 'replies']),
  at: z.string().optional(),
  repliesSeen: z.boolean(),
})

type Progress = z.infer<typeof progressShape>

const kindOf = ({ partition }: Context): CommentKind => (partition['kind'] === 'inline' ? 'inline' : 'footer')

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-comment/#api-footer-comments-get
const pathOf = (kind: CommentKind) => `/wiki/api/v2/${kind}-comments`
const query: Query = { sort: 'created-date', limit: 250 }
const bodies: Query = { 'body-format': 'storage' }

function progressOf(resume: string | undefined): Progress {
  return resume === undefined
    ? { phase: 'listing', repliesSeen: false }
    : progressShape.parse(JSON.parse(resume))
}

function resumeAt(phase: Progress['phase'], at: string | undefined, repliesSeen: boolean) {
  return at === undefined ? {} : { resume: JSON.stringify({ phase, at, repliesSeen }) }
}

/** Returns whether the list carried answers; notes the ids of what it could not read. */
async function* listed(
  context: Context,
  { at, repliesSeen }: Progress,
  unreadable: Set<string>,
): AsyncGenerator<Page<CommentRow>, boolean> {
  const { client } = context
  const kind = kindOf(context)
  const threads = openThreads(client, kind)
  let seen = repliesSeen
  for await (const page of client.list(commentItem, pathOf(kind), { ...query, ...bodies }, { resume: at })) {
    const given = page.items.map(({ item }) => item)
    threads.note(given)
    for (const { id } of page.isolated) if (id !== undefined) unreadable.add(id)
    seen ||= given.some(isReply)
    const records = await recordsOf(client, kind, page.items, threads, page.base)
    yield { records, isolated: page.isolated, ...resumeAt('listing', page.resume, seen) }
  }
  return seen
}

async function* replies(
  context: Context,
  progress: Progress,
  unreadable: ReadonlySet<string>,
): AsyncGenerator<Page<CommentRow>> {
  const { client } = context
  const kind = kindOf(context)
  const resume = progress.phase === 'replies' ? progress.at : undefined
  for await (const page of client.list(commentItem, pathOf(kind), query, { resume })) {
    // The answers to these are never read.
    const isolated = page.isolated.filter(({ id = '' }) => !unreadable.has(id))
    if (isolated.length > 0) yield { records: [], isolated }
    const roots = page.items.map(({ item }) => item).filter((item) => !isReply(item))
    for (const batch of batchesOf(roots, 25)) yield await repliesTo(client, kind, batch)
    if (page.resume !== undefined) yield { records: [], ...resumeAt('replies', page.resume, false) }
  }
}

const isReply = ({ parentCommentId }: Comment) => parentCommentId !== null

async function recordsOf(
  client: Client,
  kind: CommentKind,
  received: readonly Received<Comment>[],
  threads: Threads,
  base: string,
): Promise<readonly StreamRecord<CommentRow>[]> {
  const origins = await originsOf(
    client,
    kind,
    received.map(({ item }) => item),
  )
  return await Promise.all(
    received.map(async ({ item, raw }) => {
      const standing = await threads.standingOf(item)
      const { createdAt = null, authorId = null } = origins.get(item.id) ?? {}
      const { parentCommentId } = item
      return {
        row: toCommentRow(item, { kind, ...standing, parentCommentId, createdAt, authorId }, base),
        raw,
      }
    }),
  )
}

async function* lookUp(context: Context, ids: readonly string[]): AsyncGenerator<Page<CommentRow>> {
  const { client } = context
  let left = ids
  for (const kind of ['footer', 'inline'] as const) {
    const threads = openThreads(client, kind)
    const found = new Set<string>()
    for (const batch of batchesOf(left, 25)) {
      // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-comment/#api-footer-comments-comment-id-get
      const { items, isolated } = await client.findEach(commentItem, pathOf(kind), batch, bodies)
      for (const { item } of items) found.add(item.id)
      for (const { id } of isolated) if (id !== undefined) found.add(id)
      const records = await recordsOf(client, kind, items, threads, client.base)
      yield { records: records.filter(({ row }) => !isGone(row)), isolated }
    }
    left = left.filter((id) => !found.has(id))
  }
}
