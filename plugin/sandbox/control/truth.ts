import type { Item } from '../items.ts'
import type { Site } from '../site.ts'

/** One row that a full read of a stream must land. */
export interface TrueRow {
  readonly id: string
  readonly versionNumber: number | null
  readonly status: string
}

export function* truePages(site: Site): Generator<TrueRow> {
  for (const page of site.shelves.page.walk({ order: 'id' })) {
    if (page.status === 'current' || page.status === 'archived') yield rowOf(page)
  }
}

function rowOf(item: Item): TrueRow {
  return { id: item.id, versionNumber: 'version' in item ? item.version.number : null, status: item.status }
}
