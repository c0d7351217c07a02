import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord, StreamRecord } from '../../src/contract/stream.ts'
import type { Client, Query, Received } from '../api/client.ts'
import { originsOf } from './comments-origins.ts'
import { type Comment, type CommentKind, type CommentRow, commentItem, toCommentRow } from './comments-row.ts'

export interface Replies {
  readonly records: readonly StreamRecord<CommentRow>[]
  readonly isolated: readonly IsolatedRecord[]
  /** Comments that were gone when their answers were asked for. */
  readonly skipped: number
}

interface Reply extends Received<Comment> {
  readonly parentId: string
  readonly depth: number
  readonly root: Comment
  readonly base: string
}

const query: Query = { 'body-format': 'storage', sort: 'created-date', limit: 250 }

/** Every answer below these comments, at every depth, one level after the other. */
export async function repliesTo(
  client: Client,
  kind: CommentKind,
  roots: readonly Comment[],
): Promise<Replies> {
  const replies: Reply[] = []
  const isolated: IsolatedRecord[] = []
  let skipped = 0
  let level = roots.map((root) => ({ id: root.id, root }))
  for (let depth = 1; level.length > 0; depth += 1) {
    const answers = await Promise.all(level.map(({ id, root }) => childrenOf(client, kind, id, root, depth)))
    const given = answers.flatMap((answer) => answer?.children ?? [])
    isolated.push(...answers.flatMap((answer) => answer?.isolated ?? []))
    skipped += answers.filter((answer) => answer === undefined).length
    replies.push(...given)
    level = given.map(({ item, root }) => ({ id: item.id, root }))
  }
  return { records: await recordsOf(client, kind, replies), isolated, skipped }
}

interface Children {
  readonly children: readonly Reply[]
  readonly isolated: readonly IsolatedRecord[]
}

/** Undefined when the comment is gone, and its answers with it. */
async function childrenOf(
  client: Client,
  kind: CommentKind,
  parentId: string,
  root: Comment,
  depth: number,
): Promise<Children | undefined> {
  const children: Reply[] = []
  const isolated: IsolatedRecord[] = []
  try {
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-comment/#api-footer-comments-id-children-get
    const path = `/wiki/api/v2/${kind}-comments/${parentId}/children`
    for await (const listed of client.list(commentItem, path, query)) {
      children.push(...listed.items.map((one) => ({ ...one, parentId, depth, root, base: listed.base })))
      isolated.push(...listed.isolated)
    }
    return { children, isolated }
  } catch (error) {
    if (error instanceof SyncError && error.kind === 'not_found') return undefined
    throw error
  }
}

async function recordsOf(
  client: Client,
  kind: CommentKind,
  replies: readonly Reply[],
): Promise<readonly StreamRecord<CommentRow>[]> {
  const origins = await originsOf(
    client,
    kind,
    replies.map(({ item }) => item),
  )
  return replies.map(({ item, raw, root, parentId, depth, base }) => {
    // The answer does not say what the comment is on: the same as the first of its thread.
    const { pageId, blogPostId, attachmentId } = root
    const { createdAt = null, authorId = null } = origins.get(item.id) ?? {}
    const standing = { pageId, blogPostId, attachmentId, rootCommentId: root.id, depth }
    const facts = {
      kind,
      ...standing,
      parentCommentId: item.parentCommentId ?? parentId,
      createdAt,
      authorId,
    }
    return { row: toCommentRow(item, facts, base), raw }
  })
}
