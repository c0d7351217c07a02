import type { Item } from './items.ts'
import { compare, compareText, type Position, type Walk } from './positions.ts'
import { type Order, type Source, sortKey } from './source.ts'

/** A list that need not exist. */
export interface Places<Place> {
  readonly length: number
  at(place: number): Place
}

/** What a walk passes, from the place after `walk.after` on. */
export function* span<Place, One>(
  places: Places<Place>,
  walk: Walk,
  position: (place: Place) => Position,
  at: (place: Place) => One,
): Generator<One> {
  const { after, descending = false } = walk
  const { length } = places
  const passes = (place: Place, limit: Position) => {
    const order = compare(position(place), limit)
    return descending ? order >= 0 : order > 0
  }
  const edge =
    after === undefined ? (descending ? length : 0) : firstWhere(places, (place) => passes(place, after))
  if (descending) for (let place = edge - 1; place >= 0; place--) yield at(places.at(place))
  else for (let place = edge; place < length; place++) yield at(places.at(place))
}

/** The indexes of a walk that knows where to look, in its order. */
export function nearOrder<One extends Item>(source: Source<One>, walk: Walk): Places<number> {
  const indexes = Uint32Array.from(walk.near ?? [])
  return placesOf(walk.order === 'id' ? indexes : sortIndexes(source, walk.order, indexes))
}

/** Every index in order; kept for the life of the site, four bytes a record for each order ever asked for. */
export function wholeOrder<One extends Item>(
  source: Source<One>,
  orders: Map<Order, Uint32Array>,
  order: Order,
): Places<number> {
  if (order === 'id') return { length: source.size, at: (place) => place }
  const known = orders.get(order)
  if (known !== undefined) return placesOf(known)
  const indexes = Uint32Array.from({ length: source.size }, (_, index) => index)
  const sorted = sortIndexes(source, order, indexes)
  orders.set(order, sorted)
  return placesOf(sorted)
}

function sortIndexes<One extends Item>(source: Source<One>, order: Order, indexes: Uint32Array): Uint32Array {
  if (order === 'created' || order === 'modified') {
    const stamps = new Float64Array(indexes.length)
    const places = Uint32Array.from(indexes, (index, place) => {
      stamps[place] = stampAt(source, order, index)
      return place
    })
    places.sort((left, right) => (stamps[left] ?? 0) - (stamps[right] ?? 0) || left - right)
    return places.map((place) => indexes[place] ?? 0)
  }
  const keys = new Map(Array.from(indexes, (index) => [index, String(sortKey(order, source.at(index)))]))
  return indexes.sort(
    (left, right) => compareText(keys.get(left) ?? '', keys.get(right) ?? '') || left - right,
  )
}

function stampAt<One extends Item>(
  source: Source<One>,
  order: 'created' | 'modified',
  index: number,
): number {
  return source.stampAt?.(order, index) ?? Number(sortKey(order, source.at(index)))
}

function firstWhere<Place>(places: Places<Place>, holds: (place: Place) => boolean): number {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(places.at(middle))) high = middle
    else low = middle + 1
  }
  return low
}

export function placesOf<Place>(list: {
  readonly length: number
  readonly [place: number]: Place
}): Places<Place> {
  return {
    length: list.length,
    at(place) {
      const found = list[place]
      if (found === undefined) throw new RangeError('a place outside of the list')
      return found
    },
  }
}
