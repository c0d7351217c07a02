import type { IsolatedRecord, Page, StreamRecord } from '../../src/contract/stream.ts'
import type { Client, Received } from '../api/client.ts'
import { type Origins, originsOf } from './comments-origins.ts'
import { type Comment, type CommentKind, type CommentRow, commentItem, toCommentRow } from './comments-row.ts'
import type { Threads } from './comments-threads.ts'
import { type Collection, oneByOne } from './rows/collection.ts'

/** The comments of a kind, all over the site. */
export function commentsOf(kind: CommentKind): Collection<Comment> {
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-comment/#api-footer-comments-get
  const path = `/wiki/api/v2/${kind}-comments`
  const query = { 'body-format': 'storage', limit: 250 }
  return {
    item: commentItem,
    path,
    query,
    orders: ['created-date', '-created-date'],
    // From the end, answers would come before what they answer.
    walks: { backward: 'when_broken', meetsAt: 'page' },
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-comment/#api-footer-comments-comment-id-get
    byIds: oneByOne(commentItem, path, { 'body-format': 'storage' }),
  }
}

interface Given {
  readonly items: readonly Received<Comment>[]
  readonly base: string
}

type Rows = Required<Pick<Page<CommentRow>, 'records' | 'isolated'>>

/**
 * Comments as rows, with who wrote them first (asked for where it is not given) and their place in their thread; one of
 * which that cannot be told is isolated.
 */
export async function recordsOf(
  client: Client,
  kind: CommentKind,
  { items, base }: Given,
  threads: Threads,
  given?: Origins,
): Promise<Rows> {
  const origins = given ?? (await originsOf(client, kind, items))
  const made = items.map(async ({ item, raw }): Promise<StreamRecord<CommentRow> | IsolatedRecord> => {
    const standing = await threads.standingOf(item)
    const origin = origins.get(item.id)
    if (standing === undefined || origin === undefined) return untold(item.id)
    const { parentCommentId } = item
    return { row: toCommentRow(item, { kind, ...standing, parentCommentId, ...origin }, base), raw }
  })
  return partedOf(await Promise.all(made))
}

/** A comment whose first version, or whose place, the site fails to tell. */
export const untold = (id: string): IsolatedRecord => ({
  id,
  code: 'comment_untold',
  message: 'who wrote the comment first, or what it answers, cannot be read now',
})

function partedOf(made: readonly (StreamRecord<CommentRow> | IsolatedRecord)[]): Rows {
  const records = made.filter((one) => 'row' in one)
  return { records, isolated: made.flatMap((one) => ('row' in one ? [] : [one])) }
}
