import { type History, openHistory } from './history.ts'
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
  /** How far the index that CQL searches is behind the site. */
  indexLagMs: number
  /** How many people the user search gives at most; who comes after them is in some group all the same. */
  userSearchCap: number
  /** Whether the user search tells how many people there are, or just that there are as many as it gives. */
  userSearchTellsTotal: boolean
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
  /** Of the labels that records carry, by kind and id. */
  readonly labelHistory: History<readonly string[]>
  freshId(): string
  /** Takes back, when called, every change made since. */
  checkpoint(): () => void
}

const firstSettings: SiteSettings = {
  timeZone: 'Australia/Adelaide',
  hidesTimeZone: false,
  replies: 'in',
  latencyMs: 0,
  aheadMs: 0,
  indexLagMs: 0,
  userSearchCap: 10_000,
  userSearchTellsTotal: true,
}

export function openSite(content: SiteContent, now: () => number, latencyMs: number): Site {
  const settings = { ...firstSettings, latencyMs }
  const clock = () => now() + settings.aheadMs
  const shelves = openShelves(content.sources, clock)
  const labels = new Map<string, readonly string[]>()
  const labelHistory = openHistory<readonly string[]>(clock)
  const labelsOf = (kind: Kind, id: string) => labels.get(`${kind} ${id}`) ?? content.labelsOf(kind, id)
  let free = content.freeId
  let relabellings = 0
  return {
    content,
    shelves,
    settings,
    now: clock,
    isOpen: (container) => isOpen(shelves, container),
    labelsOf,
    labelHistory,
    relabel(kind, id, labelIds) {
      labelHistory.note(`${kind} ${id}`, labelsOf(kind, id))
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
      undo.push(labelHistory.checkpoint())
      return () => {
        for (const takeBack of undo) takeBack()
        labels.clear()
        relabellings++
        for (const [key, ids] of kept) labels.set(key, ids)
      }
    },
  }
}

function openShelves(sources: SiteContent['sources'], now: () => number): Site['shelves'] {
  return {
    page: openShelf(sources.page, now),
    blogpost: openShelf(sources.blogpost, now),
    comment: openShelf(sources.comment, now),
    attachment: openShelf(sources.attachment, now),
    space: openShelf(sources.space, now),
    label: openShelf(sources.label, now),
    user: openShelf(sources.user, now),
  }
}

/** Whether what is in this container shows up in listings, as far as these records tell. */
export function isOpen(shelves: SiteView['shelves'], container: Container): boolean {
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
