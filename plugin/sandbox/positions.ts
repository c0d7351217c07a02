import type { Item } from './items.ts'
import { compareIds, type Order, sortKey } from './source.ts'

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

export function positionOf(order: Order, item: Item): Position {
  return { key: sortKey(order, item), id: item.id }
}

export function compare(left: Position, right: Position): number {
  if (typeof left.key === 'number' && typeof right.key === 'number' && left.key !== right.key) {
    return left.key - right.key
  }
  return compareText(String(left.key), String(right.key)) || compareIds(left.id, right.id)
}

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
