import type { Item } from './items.ts'
import { nearOrder, placesOf, span, wholeOrder } from './places.ts'
import { compare, positionOf, type Walk } from './positions.ts'
import type { Order, Source } from './source.ts'

/** Records of one kind, to look at. */
export interface Records<One extends Item> {
  get(id: string): One | undefined
  /** In order, lazily. What changes while walking may or may not be seen. */
  walk(walk: Walk): Generator<One>
  /** How many records the source has; changed ones included. */
  readonly size: number
  /** Another number after every change. */
  readonly revision: number
  readonly source: Source<One>
}

/** Records of one kind as they are now: a source and the changes on top of it. */
export interface Shelf<One extends Item> extends Records<One> {
  put(item: One): void
  remove(id: string): void
  /** Takes back, when called, every change made since. */
  checkpoint(): () => void
}

export function openShelf<One extends Item>(source: Source<One>): Shelf<One> {
  const changes = new Map<string, One | undefined>()
  const sorted = new Map<Order, One[]>()
  const orders = new Map<Order, Uint32Array>()
  let revision = 0
  const change = (id: string, item: One | undefined) => {
    revision++
    changes.set(id, item)
    sorted.clear()
  }
  return {
    source,
    get size() {
      return source.size + changes.size
    },
    get revision() {
      return revision
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
        revision++
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
