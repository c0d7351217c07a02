import { z } from 'zod'
import type { Page, ReadContext } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import type { Listed } from '../api/straight-walk.ts'
import { commentsById } from './comments-look-up.ts'
import { commentsOf, recordsOf } from './comments-records.ts'
import { type Comment, type CommentKind, type CommentRow, commentKinds, isReply } from './comments-row.ts'
import { openThreads } from './comments-threads.ts'
import { searchPath, searchSince } from './rows/changed-since.ts'
import { newestFirst } from './rows/collection.ts'
import { cqlId } from './rows/cql-id.ts'
import { cqlcontext } from './rows/estimate.ts'
import { changedAt, instantOf } from './rows/instants.ts'
import { untilBefore } from './rows/newest-first.ts'

type Context = ReadContext<Client>

/**
 * The comments that changed: newest first from the site-wide lists. Where these hold not a single answer they may
 * carry none, and the search tells of the answers that changed.
 */
export async function* changedComments(context: Context, since: Date): AsyncGenerator<Page<CommentRow>> {
  const lists = { met: new Set<string>(), haveReplies: false }
  for (const kind of commentKinds) yield* changedOf(context, kind, lists)
  if (!lists.haveReplies) yield* foundChanged(context, since, lists.met)
}

interface Lists {
  /** Ids of what they gave. */
  readonly met: Set<string>
  haveReplies: boolean
}

async function* changedOf(
  context: Context,
  kind: CommentKind,
  lists: Lists,
): AsyncGenerator<Page<CommentRow>> {
  const { client } = context
  const threads = openThreads(client, kind)
  // What is old or known goes before anything more is asked about it.
  for await (const listed of untilBefore(context, changedAt, watched(client, kind, lists))) {
    threads.note(listed.items.map(({ item }) => item))
    const { records, isolated } = await recordsOf(client, kind, listed, threads)
    yield { records, isolated: [...listed.isolated, ...isolated], known: listed.known }
  }
}

async function* watched(client: Client, kind: CommentKind, lists: Lists): AsyncGenerator<Listed<Comment>> {
  for await (const listed of newestFirst(client, commentsOf(kind), undefined)) {
    for (const id of listed.ids) lists.met.add(id)
    lists.haveReplies ||= listed.items.some(({ item }) => isReply(item))
    yield listed
  }
}

const found = z.object({
  id: z.string(),
  version: z.object({ when: z.string().nullish() }).nullish(),
})

async function* foundChanged(
  context: Context,
  since: Date,
  met: ReadonlySet<string>,
): AsyncGenerator<Page<CommentRow>> {
  const { client } = context
  const search = searchSince(context, since, {
    item: found,
    expand: 'version',
    cqlOf: (minute) => `type = comment AND lastmodified >= "${minute}"`,
    stampOf: ({ version }) => instantOf(version?.when),
    byIds: (ids) =>
      client.listByIds(found, searchPath, ids, (some) => ({
        ...{ cqlcontext, expand: 'version', cql: `type = comment AND id in (${some.map(cqlId).join(',')})` },
      })),
  })
  for await (const { items, isolated } of search) {
    const ids = items.map(({ item }) => item.id).filter((id) => !met.has(id))
    yield { records: [], isolated }
    yield* commentsById(client, ids)
  }
}
