import type { z } from 'zod'
import type { Client } from '../api/client.ts'
import { keepNewest } from '../api/newest.ts'
import { type CommentKind, commentItem } from './comments-row.ts'

// Only what tells where a comment stands: one whose text cannot be read still has its place.
const linkItem = commentItem.pick({
  ...{ id: true, parentCommentId: true, pageId: true, blogPostId: true, attachmentId: true },
})

type Linked = z.infer<typeof linkItem>

/** Where a comment stands: what it is on, and its place in its thread. */
export interface Standing {
  readonly pageId: string | null
  readonly blogPostId: string | null
  readonly attachmentId: string | null
  readonly rootCommentId: string | null
  readonly depth: number | null
}

export interface Threads {
  /** Remembers comments, so that their answers find them. */
  note(comments: readonly Linked[]): void
  /**
   * Climbs to the first comment of the thread; root and depth are null when one on the way is gone. Undefined when
   * the site fails to tell.
   */
  standingOf(comment: Linked): Promise<Standing | undefined>
}

interface Link {
  readonly parentId: string | null
  readonly pageId: string | null
  readonly blogPostId: string | null
  readonly attachmentId: string | null
}

/** Undefined: gone. */
type Answer = Link | 'failed' | undefined

const remembered = 50_000

/** Who answers whom, for the comments of a listing; parents that are forgotten or not met yet are asked for. */
export function openThreads(client: Client, kind: CommentKind): Threads {
  const links = new Map<string, Link>()
  const note = (comment: Linked): Link => {
    const link = linkOf(comment)
    links.delete(comment.id)
    links.set(comment.id, link)
    // The oldest go first: answers come soon after what they answer.
    keepNewest(links, remembered)
    return link
  }
  const coming = new Map<string, Promise<Answer>>()
  const ask = async (id: string): Promise<Answer> => {
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-comment/#api-footer-comments-comment-id-get
    const { items, isolated } = await client.findEach(linkItem, `/wiki/api/v2/${kind}-comments`, [id], {})
    if (isolated.length > 0) return 'failed'
    return items[0] && note(items[0].item)
  }
  const find = async (id: string): Promise<Answer> => {
    const known = links.get(id)
    if (known !== undefined) return known
    // Several answers to one comment ask for it once.
    const asked = coming.get(id) ?? ask(id).finally(() => coming.delete(id))
    coming.set(id, asked)
    return await asked
  }
  return {
    note: (comments) => comments.forEach(note),
    standingOf: (comment) => climb(comment, find),
  }
}

async function climb(comment: Linked, find: (id: string) => Promise<Answer>): Promise<Standing | undefined> {
  let link = linkOf(comment)
  const { pageId, blogPostId, attachmentId } = link
  let id = comment.id
  let depth = 0
  const met = new Set([id])
  while (link.parentId !== null) {
    id = link.parentId
    const above = met.has(id) ? undefined : await find(id)
    if (above === 'failed') return undefined
    if (above === undefined)
      return { ...{ pageId, blogPostId, attachmentId }, rootCommentId: null, depth: null }
    met.add(id)
    link = above
    depth += 1
  }
  return {
    pageId: pageId ?? link.pageId,
    blogPostId: blogPostId ?? link.blogPostId,
    attachmentId: attachmentId ?? link.attachmentId,
    rootCommentId: id,
    depth,
  }
}

const linkOf = ({ parentCommentId, pageId, blogPostId, attachmentId }: Linked): Link => ({
  ...{ parentId: parentCommentId, pageId, blogPostId, attachmentId },
})
