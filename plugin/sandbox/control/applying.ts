import type { Item } from '../items.ts'
import type { Shelf } from '../shelf.ts'
import type { Site } from '../site.ts'
import type { Changed, Operation } from './operations.ts'
import type { Picker } from './picking.ts'

/** What an operation works with. */
export interface Workshop {
  readonly site: Site
  readonly pick: Picker
}

/** Carries out one operation and tells what changed. */
export type Apply = (workshop: Workshop, operation: Operation) => readonly Changed[]

export function changed(operation: Operation, item: Item): Changed {
  const versionNumber = 'version' in item ? item.version.number : null
  return { op: operation.op, type: item.kind, id: item.id, versionNumber, status: item.status }
}

/** Neither in the trash nor on something that is. */
export function isLive(site: Site, item: Item): boolean {
  const isThere = !['trashed', 'deleted'].includes(item.status)
  return isThere && ('container' in item ? site.isOpen(item.container) : true)
}

/** Changes every record that the operation picks. */
export function changeEach<One extends Item>(
  shelf: Shelf<One>,
  pick: Picker,
  operation: Operation,
  suits: (item: One) => boolean,
  change: (item: One) => One,
): readonly Changed[] {
  return pick(shelf, operation, suits).map((item) => {
    const next = change(item)
    shelf.put(next)
    return changed(operation, next)
  })
}
