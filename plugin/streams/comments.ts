import { z } from 'zod'
import type { Page, ReadContext, Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import type { Listed } from '../api/straight-walk.ts'
import { changedComments } from './comments-changed.ts'
import { forecastComments } from './comments-forecast.ts'
import { commentsById } from './comments-look-up.ts'
import { isEdited, originsOf, searchedAtOnce } from './comments-origins.ts'
import { commentsOf, recordsOf } from './comments-records.ts'
import { repliesTo } from './comments-replies.ts'
import {
  type Comment,
  type CommentKind,
  type CommentRow,
  commentKinds,
  commentRow,
  isReply,
} from './comments-row.ts'
import { openThreads } from './comments-threads.ts'
import { batchesOf } from './rows/batches.ts'
import { type Collection, everything } from './rows/collection.ts'
import { estimateByCql } from './rows/estimate.ts'
import { rawPaths } from './rows/fields.ts'
import { gathered } from './rows/gathered.ts'

type Context = ReadContext<Client>

export const comments: Stream<Client, typeof commentRow> = {
  name: 'comments',
  title: 'Comments',
  description: 'Every comment below a page or a blog post and in its text, with the answers at every depth.',
  row: commentRow,
  primaryKey: 'id',
  strategies: ['full_refresh', 'incremental'],
  cursorFields: ['lastModifiedAt'],
  versionField: 'versionNumber',
  rawPaths,
  references: { authorId: 'users', lastModifiedBy: 'users', resolutionLastModifierId: 'users' },
  async *partitions({ since }) {
    if (since === undefined) for (const kind of commentKinds) yield { kind }
    else yield {}
  },
  async *pages(context) {
    if (context.since !== undefined) return yield* changedComments(context, context.since)
    const progress = progressOf(context.resume)
    const unreadable = new Set<string>()
    const hadReplies = progress.phase === 'replies' ? false : yield* listed(context, progress, unreadable)
    if (!hadReplies) yield* replies(context, progress, unreadable)
  },
  lookUp: ({ client }, ids) => commentsById(client, ids),
  estimate: (context) => estimateByCql(context, 'comment'),
  forecast: forecastComments,
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
  for await (const group of gathered(everything(client, commentsOf(kind), at), edited)) {
    const origins = await originsOf(
      client,
      kind,
      group.flatMap(({ items }) => items),
    )
    for (const page of group) {
      const given = page.items.map(({ item }) => item)
      threads.note(given)
      for (const { id } of page.isolated) if (id !== undefined) unreadable.add(id)
      seen ||= given.some(isReply)
      const { records, isolated } = await recordsOf(client, kind, page, threads, origins)
      yield { records, isolated: [...page.isolated, ...isolated], ...resumeAt('listing', page.resume, seen) }
    }
  }
  return seen
}

/** Few comments of a page are edited: one search tells of those of several. */
const edited = {
  pages: 16,
  weight: 4 * searchedAtOnce,
  weightOf: ({ items }: Listed<Comment>) => items.filter(({ item }) => isEdited(item)).length,
}

async function* replies(
  context: Context,
  progress: Progress,
  unreadable: ReadonlySet<string>,
): AsyncGenerator<Page<CommentRow>> {
  const { client } = context
  const kind = kindOf(context)
  const resume = progress.phase === 'replies' ? progress.at : undefined
  for await (const page of everything(client, withoutBodies(kind), resume)) {
    // The answers to these are never read.
    const isolated = page.isolated.filter(({ id = '' }) => !unreadable.has(id))
    if (isolated.length > 0) yield { records: [], isolated }
    const roots = page.items.map(({ item }) => item).filter((item) => !isReply(item))
    for (const batch of batchesOf(roots, 25)) yield await repliesTo(client, kind, batch)
    if (page.resume !== undefined) yield { records: [], ...resumeAt('replies', page.resume, false) }
  }
}

function withoutBodies(kind: CommentKind): Collection<Comment> {
  const collection = commentsOf(kind)
  return { ...collection, query: { ...collection.query, 'body-format': undefined } }
}
