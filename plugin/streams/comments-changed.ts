import { z } from 'zod'
import type { Page, ReadContext } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { commentsById } from './comments-look-up.ts'
import { commentsOf, recordsOf } from './comments-records.ts'
import { type Comment, type CommentKind, type CommentRow, commentKinds, isReply } from './comments-row.ts'
import { openThreads } from './comments-threads.ts'
import { searchSince } from './rows/changed-since.ts'
import { newestFirst } from './rows/collection.ts'
import { instantOf } from './rows/instants.ts'
import { untilBefore } from './rows/newest-first.ts'

type Context = ReadContext<Client>

/**
 * The comments that changed: newest first from the site-wide lists. Where these hold not a single answer they may
 * carry none, and the search tells of the answers that changed.
 */
export async function* changedComments(context: Context, since: Date): AsyncGenerator<Page<CommentRow>> {
  const lists = { met: new Set<string>(), haveReplies: false }
  for (const kind of commentKinds) yield* changedOf(context.client, kind, since, lists)
  if (!lists.haveReplies) yield* foundChanged(context, since, lists.met)
}

interface Lists {
  /** Ids of what they gave that is new enough. */
  readonly met: Set<string>
  haveReplies: boolean
}

/** A comment with the stamp that it is listed by; old ones go before anything more is asked about them. */
interface Stamped {
  readonly lastModifiedAt: string | null
  readonly comment: Comment
}

async function* changedOf(
  client: Client,
  kind: CommentKind,
  since: Date,
  lists: Lists,
): AsyncGenerator<Page<CommentRow>> {
  const threads = openThreads(client, kind)
  for await (const page of untilBefore(since, 'lastModifiedAt', stamped(client, kind, lists))) {
    const items = page.records.map(({ row, raw }) => ({ item: row.comment, raw }))
    threads.note(items.map(({ item }) => item))
    for (const { item } of items) lists.met.add(item.id)
    const { records, isolated } = await recordsOf(client, kind, { items, base: client.base }, threads)
    yield { records, isolated: [...(page.isolated ?? []), ...isolated] }
  }
}

async function* stamped(client: Client, kind: CommentKind, lists: Lists): AsyncGenerator<Page<Stamped>> {
  for await (const { items, isolated } of newestFirst(client, commentsOf(kind), undefined)) {
    lists.haveReplies ||= items.some(({ item }) => isReply(item))
    const records = items.map(({ item: comment, raw }) => ({
      row: { lastModifiedAt: instantOf(comment.version?.createdAt), comment },
      raw,
    }))
    yield { records, isolated }
  }
}

const found = z.object({ id: z.string() })

async function* foundChanged(
  context: Context,
  since: Date,
  met: ReadonlySet<string>,
): AsyncGenerator<Page<CommentRow>> {
  const { client } = context
  const search = searchSince(context, since, {
    item: found.extend({ version: z.object({ when: z.string().nullish() }).nullish() }),
    cqlOf: (minute) => `type = comment AND lastmodified >= "${minute}" ORDER BY lastmodified ASC`,
    expand: 'version',
    stampOf: ({ version }) => instantOf(version?.when),
  })
  for await (const { items, isolated } of search) {
    const ids = items.map(({ item }) => item.id).filter((id) => !met.has(id))
    yield { records: [], isolated }
    yield* commentsById(client, ids)
  }
}
