import type { Item, Kind } from '../items.ts'
import type { Site } from '../site.ts'
import { changed, isLive, type Workshop } from './applying.ts'
import { createItem } from './creation.ts'
import type { Changed, Operation } from './operations.ts'
import { refuseOperation } from './picking.ts'

const labelled: readonly Kind[] = ['page', 'blogpost', 'attachment']

/** Puts a label on records or takes it off; that is no new version. */
export function applyLabel({ site, pick }: Workshop, operation: Operation): readonly Changed[] {
  const { type, op } = operation
  if (!labelled.includes(type))
    throw refuseOperation(`A ${type} carries no labels; label a page, blogpost or attachment.`)
  const made: Changed[] = []
  const wanted = labelNamed(site, operation, made)
  const isSuited = (item: Item) => {
    const carried = site.labelsOf(type, item.id)
    if (op === 'label') return isLive(site, item) && (wanted === undefined || !carried.includes(wanted))
    return isLive(site, item) && (wanted === undefined ? carried.length > 0 : carried.includes(wanted))
  }
  const changes = pick<Item>(site.shelves[type], operation, isSuited).map((item) => {
    site.relabel(type, item.id, relabelled(site, op, site.labelsOf(type, item.id), wanted))
    return changed(operation, item)
  })
  return [...made, ...changes]
}

function relabelled(
  site: Site,
  op: string,
  carried: readonly string[],
  wanted: string | undefined,
): readonly string[] {
  if (op === 'unlabel') return carried.filter((id) => id !== (wanted ?? carried[0]))
  if (wanted !== undefined) return [...carried, wanted]
  for (const label of site.shelves.label.walk({ order: 'id' }))
    if (!carried.includes(label.id)) return [...carried, label.id]
  return carried
}

function labelNamed(site: Site, operation: Operation, made: Changed[]): string | undefined {
  if (operation.label === undefined) return undefined
  for (const label of site.shelves.label.walk({ order: 'id' }))
    if (label.title === operation.label) return label.id
  const label = createItem(site, { op: 'create', type: 'label', title: operation.label })
  made.push({ ...changed(operation, label), op: 'create' })
  return label.id
}
