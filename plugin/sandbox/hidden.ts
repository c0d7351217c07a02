import { homeOf } from './cql/fields.ts'
import type { Item } from './items.ts'
import type { Records } from './shelf.ts'
import type { SiteView } from './site.ts'

/** Spaces that the account lost the permission to see. */
export interface HiddenSpaces {
  has(spaceId: string): boolean
  hide(spaceId: string): void
  clear(): void
  readonly size: number
  /** Another number after every change. */
  readonly revision: number
}

export function openHiddenSpaces(): HiddenSpaces {
  const ids = new Set<string>()
  let revision = 0
  return {
    has: (spaceId) => ids.has(spaceId),
    hide(spaceId) {
      if (!ids.has(spaceId)) revision++
      ids.add(spaceId)
    },
    clear() {
      revision += ids.size
      ids.clear()
    },
    get size() {
      return ids.size
    },
    get revision() {
      return revision
    },
  }
}

/** The site as the account sees it: without what is in these spaces. */
export function withoutHidden(site: SiteView, hidden: HiddenSpaces): SiteView {
  const sees = (item: Item) => hidden.size === 0 || !isHidden(site, hidden, item)
  const { page, blogpost, comment, attachment, space, label, user } = site.shelves
  return {
    content: site.content,
    shelves: {
      page: only(page, hidden, sees),
      blogpost: only(blogpost, hidden, sees),
      comment: only(comment, hidden, sees),
      attachment: only(attachment, hidden, sees),
      space: only(space, hidden, sees),
      label,
      user,
    },
    settings: site.settings,
    now: () => site.now(),
    isOpen: (container) => site.isOpen(container),
    labelsOf: (kind, id) => site.labelsOf(kind, id),
    relabelled: (kind) => site.relabelled(kind),
    get revision() {
      return site.revision + hidden.revision
    },
  }
}

function isHidden(site: SiteView, hidden: HiddenSpaces, item: Item): boolean {
  if (item.kind === 'label' || item.kind === 'user') return false
  const spaceId = item.kind === 'space' ? item.id : homeOf(site, item)?.spaceId
  return spaceId !== undefined && hidden.has(spaceId)
}

function only<One extends Item>(
  shelf: Records<One>,
  hidden: HiddenSpaces,
  sees: (item: One) => boolean,
): Records<One> {
  return {
    source: shelf.source,
    get size() {
      return shelf.size
    },
    get revision() {
      return shelf.revision
    },
    get(id) {
      const item = shelf.get(id)
      return item !== undefined && sees(item) ? item : undefined
    },
    walk: (walk) => (hidden.size === 0 ? shelf.walk(walk) : filtered(shelf.walk(walk), sees)),
  }
}

function* filtered<One>(items: Iterable<One>, sees: (item: One) => boolean): Generator<One> {
  for (const item of items) if (sees(item)) yield item
}
