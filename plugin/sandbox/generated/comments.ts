import type { Comment, Container, Version } from '../items.ts'
import { type Draw, drawFrom, pick } from '../random.ts'
import type { Source } from '../source.ts'
import { pageInGroup } from './attachments.ts'
import { shortBody } from './bodies.ts'
import { createdAtOf, idAt, indexOfId, modifiedAtOf, perGroup, repliedAt, type Sizes } from './numbers.ts'
import type { People } from './users.ts'
import { lastVersion, versionsUpTo } from './versions.ts'

export function commentSource(seed: number, sizes: Sizes, people: People): Source<Comment> {
  const draw = drawFrom(seed, 'comment')
  const at = (index: number): Comment => {
    const root = rootOf(index)
    const container = containerOf(draw, root, sizes)
    const authorId = people.author(draw(1, index))
    const version = versionOf(draw, index, authorId, people)
    const parent = parentOf(index)
    const location = container.kind === 'attachment' || draw(2, root) % 5 < 3 ? 'footer' : 'inline'
    return {
      kind: 'comment',
      id: idAt('comment', index),
      status: 'current',
      title: parent === undefined && draw(3, index) % 9 === 0 ? '' : `Re: ${container.kind} ${container.id}`,
      location,
      container,
      ...(parent === undefined ? {} : { parentCommentId: idAt('comment', parent) }),
      ...(location === 'inline' ? inlineOf(draw, index, root, people) : footerOf(draw, index)),
      authorId,
      createdAt: bornAt(draw, index),
      modifiedAt: version.at,
      version,
      body: () => shortBody(draw, index),
      versions: () => versionsUpTo(version, bornAt(draw, index), authorId),
    }
  }
  const stampAt = (order: 'created' | 'modified', index: number) =>
    order === 'created' || !isEdited(draw, index)
      ? bornAt(draw, index)
      : modifiedAtOf(draw, index, bornAt(draw, index))
  return { size: sizes.comments, at, stampAt, indexOf: (id) => indexOfId('comment', id, sizes.comments) }
}

// The 30 comments of a group as threads: whom each slot answers (-1: nobody). The deepest reply is at depth 6.
const threads: readonly (readonly number[])[] = [
  [
    -1, 0, 1, 2, 3, 4, 5, 0, -1, -1, 9, -1, -1, 12, 12, 12, 12, -1, -1, -1, 19, 20, -1, -1, -1, 24, -1, -1,
    27, -1,
  ],
  [
    -1, -1, -1, 2, 2, 4, -1, -1, -1, -1, 9, 10, 11, -1, -1, -1, 15, -1, -1, -1, -1, 20, 21, 22, 23, 24, 25,
    -1, -1, -1,
  ],
  [
    -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, 13, -1, -1, -1, 17, 18, -1, -1, -1, 22, -1, -1, -1, -1,
    -1, 28,
  ],
]

function parentOf(index: number): number | undefined {
  const group = Math.floor(index / perGroup.comment)
  const slot = threads[group % threads.length]?.[index % perGroup.comment] ?? -1
  return slot < 0 ? undefined : group * perGroup.comment + slot
}

function rootOf(index: number): number {
  let root = index
  for (let parent = parentOf(root); parent !== undefined; parent = parentOf(root)) root = parent
  return root
}

function bornAt(draw: Draw, index: number): number {
  const root = rootOf(index)
  return repliedAt(createdAtOf(draw, root), index - root)
}

function containerOf(draw: Draw, root: number, sizes: Sizes): Container {
  const group = Math.floor(root / perGroup.comment)
  const share = draw(4, root) % 100
  const blogPost = group * perGroup.blogpost + (draw(5, root) % perGroup.blogpost)
  if (share < 15 && blogPost < sizes.blogPosts) return { kind: 'blogpost', id: idAt('blogpost', blogPost) }
  const attachment = group * perGroup.attachment + (draw(6, root) % perGroup.attachment)
  if (share >= 95 && attachment < sizes.attachments)
    return { kind: 'attachment', id: idAt('attachment', attachment) }
  return { kind: 'page', id: idAt('page', pageInGroup(group, draw(7, root), sizes)) }
}

function isEdited(draw: Draw, index: number): boolean {
  return draw(8, index) % 10 === 0
}

// An edit by somebody else than the author happens too: moderators may.
function versionOf(draw: Draw, index: number, authorId: string, people: People): Version {
  if (!isEdited(draw, index)) return lastVersion(1, bornAt(draw, index), authorId, draw, index)
  const editor = draw(9, index) % 2 === 0 ? authorId : people.author(draw(10, index))
  return lastVersion(
    2 + (draw(11, index) % 3),
    modifiedAtOf(draw, index, bornAt(draw, index)),
    editor,
    draw,
    index,
  )
}

function footerOf(draw: Draw, index: number): Pick<Comment, 'resolution'> {
  return { resolution: draw(12, index) % 12 === 0 ? 'resolved' : 'open' }
}

const resolutions = ['open', 'open', 'open', 'resolved', 'reopened', 'dangling'] as const

type Inline = Pick<Comment, 'resolution' | 'resolvedBy' | 'resolvedAt' | 'marker' | 'selection'>

// A thread is resolved as a whole, so everything about it follows its root.
function inlineOf(draw: Draw, index: number, root: number, people: People): Inline {
  const resolution = pick(resolutions, draw(13, root))
  const isTouched = index === root && (resolution === 'resolved' || resolution === 'reopened')
  return {
    resolution,
    marker: `${draw(14, root).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
    selection: 'a “marked” passage & more',
    ...(isTouched ? { resolvedBy: people.author(draw(15, root)), resolvedAt: modifiedAtOf(draw, root) } : {}),
  }
}
