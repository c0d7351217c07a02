import type { Item } from './items.ts'
import { placesOf, span } from './places.ts'
import { compare, positionOf, type Walk } from './positions.ts'
import type { Order } from './source.ts'

/** Forms that records have instead of those below, by id; undefined: there is no such record. */
export interface Layer<One extends Item> {
  readonly forms: ReadonlyMap<string, One | undefined>
  /** What a walk passes above and below, where below is without the records that have a form here. */
  walk(below: Generator<One>, walk: Walk): Generator<One>
  /** To be called when `forms` are not the same any more. */
  refresh(): void
}

export function layerOf<One extends Item>(forms: ReadonlyMap<string, One | undefined>): Layer<One> {
  const sorted = new Map<Order, readonly One[]>()
  const inOrder = (order: Order): readonly One[] => {
    const known = sorted.get(order)
    if (known !== undefined) return known
    const items = [...forms.values()].filter((item) => item !== undefined)
    items.sort((left, right) => compare(positionOf(order, left), positionOf(order, right)))
    sorted.set(order, items)
    return items
  }
  return {
    forms,
    walk: (below, walk) => merge(below, spanOf(inOrder(walk.order), walk), walk),
    refresh: () => sorted.clear(),
  }
}

function spanOf<One extends Item>(items: readonly One[], walk: Walk): Generator<One> {
  return span(
    placesOf(items),
    walk,
    (item) => positionOf(walk.order, item),
    (item) => item,
  )
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
