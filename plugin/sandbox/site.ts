import type { Container, Item, Items, Kind } from './items.ts'
import { openShelf, type Records, type Shelf } from './shelf.ts'
import type { SiteContent } from './source.ts'

/** What the control API can change while the site runs. */
export interface SiteSettings {
  /** The caller's profile zone, in which CQL reads date literals. */
  timeZone: string
  /** Whether the caller's profile keeps the zone to itself; CQL goes by it all the same. */
  hidesTimeZone: boolean
  /** Whether the site-wide comment lists carry replies; nobody documents it, so both are played. */
  replies: 'in' | 'out'
  latencyMs: number
  /** How far the site's clock is ahead of the machine's. */
  aheadMs: number
}

/** A site to look at: what its two APIs answer from. */
export interface SiteView {
  readonly content: SiteContent
  readonly shelves: { readonly [K in Kind]: Records<Items[K]> }
  readonly settings: SiteSettings
  /** Epoch milliseconds; what the `Date` header says and edits are stamped with. */
  now(): number
  /** Whether a comment or attachment in this container shows up in listings. */
  isOpen(container: Container): boolean
  labelsOf(kind: Kind, id: string): readonly string[]
  /** Records whose labels were changed, beside those that `content.nearLabel` tells of. */
  relabelled(kind: Kind): readonly string[]
  /** Another number after every change of anything. */
  readonly revision: number
}

/** The site as it is now: its records with every change made so far. */
export interface Site extends SiteView {
  readonly shelves: { readonly [K in Kind]: Shelf<Items[K]> }
  relabel(kind: Kind, id: string, labelIds: readonly string[]): void
  freshId(): string
  /** Takes back, when called, every change made since. */
  checkpoint(): () => void
}

export function openSite(content: SiteContent, now: () => number, latencyMs: number): Site {
  const { sources } = content
  const shelves = {
    page: openShelf(sources.page),
    blogpost: openShelf(sources.blogpost),
    comment: openShelf(sources.comment),
    attachment: openShelf(sources.attachment),
    space: openShelf(sources.space),
    label: openShelf(sources.label),
    user: openShelf(sources.user),
  }
  const labels = new Map<string, readonly string[]>()
  const settings: SiteSettings = {
    timeZone: 'Australia/Adelaide',
    hidesTimeZone: false,
    replies: 'in',
    latencyMs,
    aheadMs: 0,
  }
  let free = content.freeId
  let relabellings = 0
  return {
    content,
    shelves,
    settings,
    now: () => now() + settings.aheadMs,
    isOpen: (container) => isOpen(shelves, container),
    labelsOf: (kind, id) => labels.get(`${kind} ${id}`) ?? content.labelsOf(kind, id),
    relabel(kind, id, labelIds) {
      labels.set(`${kind} ${id}`, labelIds)
      relabellings++
    },
    get revision() {
      return Object.values(shelves).reduce((sum, shelf) => sum + shelf.revision, relabellings)
    },
    relabelled: (kind) =>
      [...labels.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => key.slice(kind.length + 1)),
    freshId: () => String(free++),
    checkpoint() {
      const undo = Object.values(shelves).map((shelf) => shelf.checkpoint())
      const kept = [...labels]
      return () => {
        for (const takeBack of undo) takeBack()
        labels.clear()
        relabellings++
        for (const [key, ids] of kept) labels.set(key, ids)
      }
    },
  }
}

function isOpen(shelves: Site['shelves'], container: Container): boolean {
  if (container.kind === 'page') return isOneOf(shelves.page.get(container.id), ['current', 'archived'])
  if (container.kind === 'blogpost') return isOneOf(shelves.blogpost.get(container.id), ['current'])
  const attachment = shelves.attachment.get(container.id)
  return (
    attachment !== undefined &&
    isOneOf(attachment, ['current', 'archived']) &&
    isOpen(shelves, attachment.container)
  )
}

function isOneOf(item: Item | undefined, statuses: readonly string[]): boolean {
  return item !== undefined && statuses.includes(item.status)
}
