import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord, StreamRecord } from '../../src/contract/stream.ts'
import type { Client, Received } from '../api/client.ts'
import { encoded } from '../api/encoded.ts'
import { joined } from '../api/halving.ts'
import type { Sorted } from '../api/records.ts'
import { originsOf } from './comments-origins.ts'
import { commentsOf, untold } from './comments-records.ts'
import { type Comment, type CommentKind, type CommentRow, toCommentRow } from './comments-row.ts'
import { type Collection, everything } from './rows/collection.ts'

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

/** Every answer below these comments, at every depth, one level after the other. */
export async function repliesTo(
  client: Client,
  kind: CommentKind,
  roots: readonly Comment[],
): Promise<Replies> {
  const replies: Reply[] = []
  const isolated: IsolatedRecord[] = []
  let skipped = 0
  // A listing that had to start over gives some twice, and no comment stands below itself.
  const met = new Set(roots.map(({ id }) => id))
  const isNew = ({ item: { id } }: Reply) => !met.has(id) && met.add(id)
  let level = roots.map((root) => ({ id: root.id, root }))
  for (let depth = 1; level.length > 0; depth += 1) {
    const answers = await Promise.all(level.map((parent) => childrenOf(client, kind, { ...parent, depth })))
    const given = answers.flatMap((answer) => answer?.children ?? []).filter(isNew)
    isolated.push(...answers.flatMap((answer) => answer?.isolated ?? []))
    skipped += answers.filter((answer) => answer === undefined).length
    replies.push(...given)
    level = given.map(({ item, root }) => ({ id: item.id, root }))
  }
  const read = await recordsOf(client, kind, replies)
  return { records: read.records, isolated: [...isolated, ...read.isolated], skipped }
}

interface Children {
  readonly children: readonly Reply[]
  readonly isolated: readonly IsolatedRecord[]
}

interface Parent {
  readonly id: string
  readonly root: Comment
  readonly depth: number
}

/** Undefined when the comment is gone, and its answers with it. */
async function childrenOf(client: Client, kind: CommentKind, parent: Parent): Promise<Children | undefined> {
  const { id: parentId, root, depth } = parent
  try {
    const { items, isolated } = await client.halving([parentId], () => listChildren(client, kind, parentId))
    const children = items.map((one) => ({ ...one, parentId, depth, root, base: client.base }))
    return { children, isolated: isolated.map((one) => (one.id === parentId ? childrenUntold(one) : one)) }
  } catch (error) {
    if (error instanceof SyncError && error.kind === 'not_found') return undefined
    throw error
  }
}

async function listChildren(client: Client, kind: CommentKind, parentId: string): Promise<Sorted<Comment>> {
  const pages: Sorted<Comment>[] = []
  for await (const listed of everything(client, answersTo(kind, parentId), undefined)) pages.push(listed)
  return joined(pages)
}

function answersTo(kind: CommentKind, parentId: string): Collection<Comment> {
  const all = commentsOf(kind)
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-comment/#api-footer-comments-id-children-get
  const path = `${all.path}/${encoded(parentId)}/children`
  // Few comments are answered.
  return { ...all, path, walks: { ...all.walks, believesEmpty: true } }
}

// Its own record landed; which ones are missing nobody can say.
const childrenUntold = ({ id, ...facts }: IsolatedRecord): IsolatedRecord => ({
  ...facts,
  message: `the site fails whenever it is asked for the answers to the comment ${id}`,
})

async function recordsOf(
  client: Client,
  kind: CommentKind,
  replies: readonly Reply[],
): Promise<Omit<Replies, 'skipped'>> {
  const origins = await originsOf(client, kind, replies)
  const records = replies.flatMap(({ item, raw, root, parentId, depth, base }) => {
    const origin = origins.get(item.id)
    if (origin === undefined) return []
    // The answer does not say what the comment is on: the same as the first of its thread.
    const { pageId, blogPostId, attachmentId } = root
    const standing = { pageId, blogPostId, attachmentId, rootCommentId: root.id, depth }
    const parentCommentId = item.parentCommentId ?? parentId
    return [{ row: toCommentRow(item, { kind, ...standing, parentCommentId, ...origin }, base), raw }]
  })
  const left = replies.filter(({ item }) => !origins.has(item.id))
  return { records, isolated: left.map(({ item }) => untold(item.id)) }
}
