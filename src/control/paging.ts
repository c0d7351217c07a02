import type { Slice } from '../store/slice.ts'
import type { Page, Paging } from './views.ts'

export const defaultPageSize = 25
export const largestPageSize = 200

/** One page of a list from its count and the rows of a slice. */
export function pageOf<Item>(
  { page = 1, pageSize = defaultPageSize }: Paging,
  count: () => number,
  read: (slice: Slice) => readonly Item[],
): Page<Item> {
  const size = Math.min(Math.max(1, Math.trunc(pageSize)), largestPageSize)
  const number = Math.max(1, Math.trunc(page))
  const items = read({ limit: size, offset: (number - 1) * size })
  return { items, page: number, pageSize: size, total: count() }
}
