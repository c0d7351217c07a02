/** One page of a list; the first is 1. `total` counts the whole list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly page: number
  readonly pageSize: number
  readonly total: number
}

/** Default: the first page, 25 a page. At most 200 a page. */
export interface Paging {
  readonly page?: number | undefined
  readonly pageSize?: number | undefined
}
