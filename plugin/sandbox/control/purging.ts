import type { Item, Items, Kind } from '../items.ts'
import type { Shelf } from '../shelf.ts'
import type { Site } from '../site.ts'
import { changed, isLive, type Workshop } from './applying.ts'
import type { Changed, Operation } from './operations.ts'

/** Removes records for good, and what belongs to them. */
export function applyPurge({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  const purge = <K extends Kind>(kind: K): readonly Changed[] => {
    const shelf: Shelf<Items[K]> = site.shelves[kind]
    const picked = pick(shelf, operation, (item) => suitsPurge(site, item, operation))
    return picked.flatMap((item) =>
      [item, ...belongings(site, item)].map((gone) => purgeOne(site, operation, gone)),
    )
  }
  return purge(operation.type)
}

// Picked by chance, only what nothing else hangs on goes.
function suitsPurge(site: Site, item: Item, operation: Operation): boolean {
  if (operation.id !== undefined) return true
  if (item.kind === 'user' && item.id === site.content.callerId) return false
  return isLive(site, item) && (item.kind !== 'comment' || belongings(site, item).length === 0)
}

function purgeOne(site: Site, operation: Operation, item: Item): Changed {
  site.shelves[item.kind].remove(item.id)
  return { ...changed(operation, item), status: 'purged' }
}

/** What goes when this goes: the replies of a comment, the pages and blog posts of a space. */
function belongings(site: Site, item: Item): readonly Item[] {
  const { comment, page, blogpost } = site.shelves
  if (item.kind === 'comment') {
    const near = site.content.nearContainer('comment', item.id)
    const replies = [...comment.walk({ order: 'id', near })].filter(
      (reply) => reply.parentCommentId === item.id,
    )
    return replies.flatMap((reply) => [reply, ...belongings(site, reply)])
  }
  if (item.kind !== 'space') return []
  const pages = page.walk({ order: 'id', near: site.content.nearSpace('page', item.id) })
  const posts = blogpost.walk({ order: 'id', near: site.content.nearSpace('blogpost', item.id) })
  return [...pages, ...posts].filter((content) => content.spaceId === item.id)
}
