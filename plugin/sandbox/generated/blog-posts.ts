import type { BlogPost } from '../items.ts'
import { type Draw, drawFrom } from '../random.ts'
import type { Source } from '../source.ts'
import { longBody } from './bodies.ts'
import { createdAtOf, idAt, indexOfId, modifiedAtOf, perGroup, type Sizes } from './numbers.ts'
import { titleAt } from './pages.ts'
import type { Spread } from './spaces.ts'
import type { People } from './users.ts'
import { lastVersion, versionsUpTo } from './versions.ts'

/** A blog post is in the space of the first page of its group. */
function firstPageOf(blogPost: number): number {
  return Math.floor(blogPost / perGroup.blogpost) * perGroup.page
}

export function blogPostSource(seed: number, sizes: Sizes, people: People, spread: Spread): Source<BlogPost> {
  const draw = drawFrom(seed, 'blogpost')
  const isEdited = (index: number) => draw(2, index) % 2 === 0
  const at = (index: number): BlogPost => {
    const authorId = people.author(draw(1, index))
    const createdAt = createdAtOf(draw, index)
    const editor = people.author(draw(3, index))
    const version = isEdited(index)
      ? lastVersion(2 + (draw(4, index) % 4), modifiedAtOf(draw, index), editor, draw, index)
      : lastVersion(1, createdAt, authorId, draw, index)
    return {
      kind: 'blogpost',
      id: idAt('blogpost', index),
      status: statusAt(draw, index),
      title: `${new Date(createdAt).toISOString().slice(0, 10)} ${titleAt(draw, index)}`,
      spaceId: idAt('space', spread.spaceOf(firstPageOf(index))),
      authorId,
      createdAt,
      modifiedAt: version.at,
      version,
      body: () => longBody(draw, index),
      versions: () => versionsUpTo(version, createdAt, authorId),
    }
  }
  const stampAt = (order: 'created' | 'modified', index: number) =>
    order === 'created' || !isEdited(index) ? createdAtOf(draw, index) : modifiedAtOf(draw, index)
  return { size: sizes.blogPosts, at, stampAt, indexOf: (id) => indexOfId('blogpost', id, sizes.blogPosts) }
}

function statusAt(draw: Draw, index: number): string {
  const share = draw(0, index) % 100
  return share < 92 ? 'current' : share < 97 ? 'trashed' : 'deleted'
}
