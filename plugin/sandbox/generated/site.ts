import type { Kind } from '../items.ts'
import type { SiteContent } from '../source.ts'
import { attachmentSource } from './attachments.ts'
import { blogPostSource } from './blog-posts.ts'
import { commentSource } from './comments.ts'
import { labelSource, openLabelling } from './labels.ts'
import { firstFreeId, idAt, indexOfId, perGroup, type Sizes, sizesFor } from './numbers.ts'
import { pageSource } from './pages.ts'
import { isPersonal, type Spread, spaceSource, spreadOver } from './spaces.ts'
import { openPeople } from './users.ts'

/** A site that is a pure function of its seed: every record is made when it is asked for. */
export function generateSite(pages: number, seed: number): SiteContent {
  const sizes = sizesFor(pages)
  const spread = spreadOver(sizes)
  const people = openPeople(seed, sizes.users, (user) => personalSpaceOf(user, sizes))
  return {
    sources: {
      page: pageSource(seed, sizes, people, spread),
      blogpost: blogPostSource(seed, sizes, people, spread),
      comment: commentSource(seed, sizes, people),
      attachment: attachmentSource(seed, sizes, people),
      space: spaceSource(seed, sizes, people, spread),
      label: labelSource(seed, sizes),
      user: people.source,
    },
    ...openLabelling(seed, sizes),
    nearSpace: (kind, spaceId) => nearSpace(kind, indexOfId('space', spaceId, sizes.spaces), sizes, spread),
    nearContainer: (kind, containerId) => nearContainer(kind, containerId, sizes),
    callerId: people.accountId(0),
    freeId: firstFreeId(sizes),
  }
}

function personalSpaceOf(user: number, sizes: Sizes): string | null {
  return isPersonal(user) && user < sizes.spaces ? idAt('space', user) : null
}

function nearSpace(kind: Kind, space: number, sizes: Sizes, spread: Spread): readonly number[] | undefined {
  if (kind !== 'page' && kind !== 'blogpost') return undefined
  if (space < 0) return []
  const pages = [...spread.pagesOf(space)]
  if (kind === 'page') return pages
  return pages.flatMap((page) => {
    const first = (page / perGroup.page) * perGroup.blogpost
    return page % perGroup.page === 0 ? range(first, first + perGroup.blogpost, sizes.blogPosts) : []
  })
}

function nearContainer(kind: Kind, id: string, sizes: Sizes): readonly number[] | undefined {
  if (kind !== 'comment' && kind !== 'attachment') return undefined
  const group = groupOf(id, sizes)
  if (group === undefined) return []
  const size = perGroup[kind]
  return range(group * size, (group + 1) * size, kind === 'comment' ? sizes.comments : sizes.attachments)
}

function groupOf(id: string, sizes: Sizes): number | undefined {
  const counts = {
    page: sizes.pages,
    blogpost: sizes.blogPosts,
    attachment: sizes.attachments,
    comment: sizes.comments,
  }
  for (const kind of ['page', 'blogpost', 'attachment', 'comment'] as const) {
    const index = indexOfId(kind, id, counts[kind])
    if (index >= 0) return Math.floor(index / perGroup[kind])
  }
  return undefined
}

function range(start: number, end: number, size: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.min(end, size) - start) }, (_, place) => start + place)
}
