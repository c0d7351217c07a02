import { type History, openHistory } from './history.ts'
import type { Item } from './items.ts'
import { layerOf } from './layer.ts'
import { nearOrder, span, wholeOrder } from './places.ts'
import { positionOf, type Walk } from './positions.ts'
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
  readonly history: History<One>
  /** Takes back, when called, every change made since. */
  checkpoint(): () => void
}

/** The clock is the site's, in epoch milliseconds. */
export function openShelf<One extends Item>(source: Source<One>, now: () => number): Shelf<One> {
  const changes = new Map<string, One | undefined>()
  const layer = layerOf(changes)
  const orders = new Map<Order, Uint32Array>()
  const history = openHistory<One>(now)
  let revision = 0
  const get = (id: string) => {
    if (changes.has(id)) return changes.get(id)
    const index = source.indexOf(id)
    return index < 0 ? undefined : source.at(index)
  }
  const touch = () => {
    revision++
    layer.refresh()
  }
  const change = (id: string, item: One | undefined) => {
    history.note(id, get(id))
    changes.set(id, item)
    touch()
  }
  return {
    source,
    history,
    get size() {
      return source.size + changes.size
    },
    get revision() {
      return revision
    },
    get,
    put: (item) => change(item.id, item),
    remove: (id) => change(id, undefined),
    checkpoint() {
      const kept = [...changes]
      const forget = history.checkpoint()
      return () => {
        changes.clear()
        for (const [id, item] of kept) changes.set(id, item)
        forget()
        touch()
      }
    },
    walk: (walk) =>
      layer.walk(
        walkSource(source, orders, walk, (id) => changes.has(id)),
        walk,
      ),
  }
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
