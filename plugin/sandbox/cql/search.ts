import type { Place } from '../http/cursors.ts'
import { refuseCql } from '../http/errors.ts'
import type { Position } from '../positions.ts'
import type { SiteView } from '../site.ts'
import { compareIds, type Order } from '../source.ts'
import { type Hints, hintsOf, testOf } from './evaluate.ts'
import { type Found, homeOf } from './fields.ts'
import type { OrderBy, Query } from './parse.ts'

const orders: Readonly<Record<string, Order>> = {
  lastmodified: 'modified',
  created: 'created',
  title: 'title',
  id: 'id',
}

interface SortKey {
  readonly order: Order
  readonly descending: boolean
}

export interface Search {
  /** In the query's order, after the place if one is given. */
  results(after: Place | undefined): Generator<Found>
  placeOf(item: Found): Place
}

/**
 * Runs a CQL query over everything that is there in one of the statuses. Ties are broken by id.
 * Throws HTTPException 400 where Confluence would answer 400.
 */
export function searchFor(site: SiteView, query: Query, statuses: readonly string[]): Search {
  const test = testOf(site, query.where)
  const hints = hintsOf(site, query)
  const keys = query.orderBy.map(sortKeyOf)
  const [first = { order: 'id', descending: false }] = keys
  const placeOf = (item: Found): Place => ({ keys: keys.map((key) => keyOf(key.order, item)), id: item.id })
  return {
    placeOf,
    *results(after) {
      const walks = hints.kinds.map((kind) => walkKind(site, kind, hints, first, after))
      for (const group of groups(mergeAll(walks, first), first.order)) {
        if (group.length > 1) group.sort((left, right) => compare(keys, placeOf(left), placeOf(right)))
        for (const item of group) {
          const isAfter = after === undefined || compare(keys, placeOf(item), after) > 0
          if (isAfter && isThere(site, item, statuses) && test(item)) yield item
        }
      }
    },
  }
}

// Comments and attachments are found where they are current and what they are on may be found too.
function isThere(site: SiteView, item: Found, statuses: readonly string[]): boolean {
  if (!statuses.includes(item.status)) return false
  if (!('container' in item)) return true
  const home = homeOf(site, item)
  return home !== undefined && statuses.includes(home.status) && site.isOpen(item.container)
}

function sortKeyOf({ field, descending }: OrderBy): SortKey {
  const order = Object.hasOwn(orders, field) ? orders[field] : undefined
  if (order === undefined) throw refuseCql(`No field exists with the name: '${field}'`)
  return { order, descending }
}

function keyOf(order: Order, item: Found): number | string {
  if (order === 'modified') return item.modifiedAt
  if (order === 'created') return item.createdAt
  return order === 'title' ? item.title : item.id
}

function compare(keys: readonly SortKey[], left: Place, right: Place): number {
  for (const [place, key] of keys.entries()) {
    const order = compareKeys(key.order, left.keys[place] ?? '', right.keys[place] ?? '')
    if (order !== 0) return key.descending ? -order : order
  }
  return compareIds(left.id, right.id)
}

function compareKeys(order: Order, left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (order === 'id') return compareIds(String(left), String(right))
  return left < right ? -1 : left > right ? 1 : 0
}

// Sorts after every id, whatever its length.
const lastId = '~'.repeat(64)

function walkKind(
  site: SiteView,
  kind: Found['kind'],
  hints: Hints,
  key: SortKey,
  after: Place | undefined,
): Generator<Found> {
  return upTo(
    site.shelves[kind].walk({ ...key, near: nearOf(site, kind, hints), after: startOf(hints, key, after) }),
    hints,
    key,
  )
}

function* upTo(walk: Generator<Found>, hints: Hints, key: SortKey): Generator<Found> {
  for (const item of walk) {
    if (key.descending && hints.from !== undefined && Number(keyOf(key.order, item)) < hints.from) return
    yield item
  }
}

// Ties of the first key are seen again, since the other keys decide among them.
function startOf(hints: Hints, key: SortKey, after: Place | undefined): Position | undefined {
  if (after !== undefined) {
    if (key.order === 'id') return { key: '', id: after.id }
    return { key: after.keys[0] ?? '', id: key.descending ? lastId : '' }
  }
  return hints.from === undefined || key.descending ? undefined : { key: hints.from, id: '' }
}

function nearOf(site: SiteView, kind: Found['kind'], hints: Hints): readonly number[] | undefined {
  if (hints.ids !== undefined) {
    const prefix = kind === 'attachment' ? 'att' : ''
    const ids = hints.ids.map((id) =>
      site.shelves[kind].source.indexOf(id.startsWith(prefix) ? id : prefix + id),
    )
    return ascending(ids)
  }
  if (hints.container !== undefined) return site.content.nearContainer(kind, hints.container)
  if (hints.spaces === undefined || kind === 'comment' || kind === 'attachment') return undefined
  const keys = new Set(hints.spaces.map((key) => key.toLowerCase()))
  const near: number[] = []
  for (const space of site.shelves.space.walk({ order: 'id' })) {
    if (!keys.has(space.key.toLowerCase())) continue
    const indexes = site.content.nearSpace(kind, space.id)
    if (indexes === undefined) return undefined
    near.push(...indexes)
  }
  return ascending(near)
}

function ascending(indexes: readonly number[]): readonly number[] {
  return [...new Set(indexes)].filter((index) => index >= 0).sort((left, right) => left - right)
}

function* mergeAll(walks: readonly Generator<Found>[], key: SortKey): Generator<Found> {
  const heads = walks.map((walk) => walk.next())
  for (;;) {
    let best = -1
    for (const [place, head] of heads.entries()) {
      const least = heads[best]
      if (head.done) continue
      if (least === undefined || least.done || isBefore(key, head.value, least.value)) best = place
    }
    const head = heads[best]
    const walk = walks[best]
    if (head === undefined || head.done || walk === undefined) return
    yield head.value
    heads[best] = walk.next()
  }
}

function isBefore(key: SortKey, left: Found, right: Found): boolean {
  const order = compareKeys(key.order, keyOf(key.order, left), keyOf(key.order, right))
  return key.descending ? order > 0 : order < 0
}

function* groups(items: Generator<Found>, order: Order): Generator<Found[]> {
  let group: Found[] = []
  for (const item of items) {
    const [head] = group
    if (head !== undefined && keyOf(order, head) !== keyOf(order, item)) {
      yield group
      group = []
    }
    group.push(item)
  }
  if (group.length > 0) yield group
}
