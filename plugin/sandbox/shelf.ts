import type { Item } from './items.ts'
import { compareIds, type Order, type Source, sortKey } from './source.ts'

/** A place in an ordered listing: right after the record with this key and id. */
export interface Position {
  readonly key: number | string
  readonly id: string
}

export interface Walk {
  readonly order: Order
  readonly descending?: boolean
  /** Only what comes after it in the direction of the walk. */
  readonly after?: Position | undefined
  /** Indexes of the source to look at, ascending; undefined: all. */
  readonly near?: readonly number[] | undefined
}

/** Records of one kind as they are now: a source and the changes on top of it. */
export interface Shelf<One extends Item> {
  get(id: string): One | undefined
  /** In order, lazily. What changes while walking may or may not be seen. */
  walk(walk: Walk): Generator<One>
  put(item: One): void
  remove(id: string): void
  /** Takes back, when called, every change made since. */
  checkpoint(): () => void
  /** How many records the source has; changed ones included. */
  readonly size: number
  readonly source: Source<One>
}

/** A list that need not exist. */
interface Places<Place> {
  readonly length: number
  at(place: number): Place
}

export function openShelf<One extends Item>(source: Source<One>): Shelf<One> {
  const changes = new Map<string, One | undefined>()
  const sorted = new Map<Order, One[]>()
  const orders = new Map<Order, Uint32Array>()
  const change = (id: string, item: One | undefined) => {
    changes.set(id, item)
    sorted.clear()
  }
  return {
    source,
    get size() {
      return source.size + changes.size
    },
    get(id) {
      if (changes.has(id)) return changes.get(id)
      const index = source.indexOf(id)
      return index < 0 ? undefined : source.at(index)
    },
    put: (item) => change(item.id, item),
    remove: (id) => change(id, undefined),
    checkpoint() {
      const kept = [...changes]
      return () => {
        changes.clear()
        for (const [id, item] of kept) change(id, item)
        sorted.clear()
      }
    },
    *walk(walk) {
      const unchanged = walkSource(source, orders, walk, (id) => changes.has(id))
      yield* merge(unchanged, walkChanges(changes, sorted, walk), walk)
    },
  }
}

function* walkChanges<One extends Item>(
  changes: Map<string, One | undefined>,
  sorted: Map<Order, One[]>,
  walk: Walk,
): Generator<One> {
  let ordered = sorted.get(walk.order)
  if (ordered === undefined) {
    ordered = [...changes.values()].filter((item) => item !== undefined)
    ordered.sort((left, right) => compare(positionOf(walk.order, left), positionOf(walk.order, right)))
    sorted.set(walk.order, ordered)
  }
  yield* span(
    placesOf(ordered),
    walk,
    (item) => positionOf(walk.order, item),
    (item) => item,
  )
}

function* walkSource<One extends Item>(
  source: Source<One>,
  orders: Map<Order, Uint32Array>,
  walk: Walk,
  isChanged: (id: string) => boolean,
): Generator<One> {
  const indexes = walk.near === undefined ? wholeOrder(source, orders, walk.order) : nearOrder(source, walk)
  const position = (index: number) => positionOf(walk.order, source.at(index))
  for (const item of span(indexes, walk, position, (index) => source.at(index))) {
    if (!isChanged(item.id)) yield item
  }
}

function nearOrder<One extends Item>(source: Source<One>, walk: Walk): Places<number> {
  const indexes = Uint32Array.from(walk.near ?? [])
  return placesOf(walk.order === 'id' ? indexes : sortIndexes(source, walk.order, indexes))
}

// Kept for the life of the site: four bytes a record for each order that was ever asked for.
function wholeOrder<One extends Item>(
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

function* span<Place, One>(
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

function* merge<One extends Item>(left: Generator<One>, right: Generator<One>, walk: Walk): Generator<One> {
  const sign = walk.descending ? -1 : 1
  let one = left.next()
  let other = right.next()
  while (!one.done && !other.done) {
    const order = sign * compare(positionOf(walk.order, one.value), positionOf(walk.order, other.value))
    if (order <= 0) {
      yield one.value
      one = left.next()
    } else {
      yield other.value
      other = right.next()
    }
  }
  for (; !one.done; one = left.next()) yield one.value
  for (; !other.done; other = right.next()) yield other.value
}

export function positionOf(order: Order, item: Item): Position {
  return { key: sortKey(order, item), id: item.id }
}

function stampAt<One extends Item>(
  source: Source<One>,
  order: 'created' | 'modified',
  index: number,
): number {
  return source.stampAt?.(order, index) ?? Number(sortKey(order, source.at(index)))
}

export function compare(left: Position, right: Position): number {
  if (typeof left.key === 'number' && typeof right.key === 'number' && left.key !== right.key) {
    return left.key - right.key
  }
  return compareText(String(left.key), String(right.key)) || compareIds(left.id, right.id)
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
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

function placesOf<Place>(list: { readonly length: number; readonly [place: number]: Place }): Places<Place> {
  return {
    length: list.length,
    at(place) {
      const found = list[place]
      if (found === undefined) throw new RangeError('a place outside of the list')
      return found
    },
  }
}
