import type { Item, Items, Kind } from './items.ts'

/** The orders in which listings walk. Ties are broken by id. */
export type Order = 'id' | 'created' | 'modified' | 'title' | 'key'

/** Records of one kind before anything was changed, in id order. */
export interface Source<One extends Item> {
  readonly size: number
  at(index: number): One
  /** -1: no such record. */
  indexOf(id: string): number
  /** Sort keys of the time orders, where they cost less than the record. Epoch milliseconds. */
  stampAt?(order: 'created' | 'modified', index: number): number
}

/**
 * Where a site's records come from: generated, or read from files. `near…` say where to look (indexes,
 * ascending, of more records than asked for perhaps); undefined: anywhere.
 */
export interface SiteContent {
  readonly sources: { readonly [K in Kind]: Source<Items[K]> }
  nearSpace(kind: Kind, spaceId: string): readonly number[] | undefined
  nearContainer(kind: Kind, containerId: string): readonly number[] | undefined
  nearLabel(kind: Kind, labelId: string): readonly number[] | undefined
  /** Ids of the labels that this record carries. */
  labelsOf(kind: Kind, id: string): readonly string[]
  /** The account that the connection signs in with. */
  readonly callerId: string
  /** Higher than every numeric id of the site. */
  readonly freeId: number
}

/** Ids in the site's own order: numbers by value, whatever their length. */
export function compareIds(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length
  return left < right ? -1 : left > right ? 1 : 0
}

/** What a listing in this order goes by before the id. */
export function sortKey(order: Order, item: Item): number | string {
  if (order === 'id') return ''
  if (order === 'created') return item.createdAt
  if (order === 'modified') return item.modifiedAt
  return order === 'key' && item.kind === 'space' ? item.key : item.title
}
