import { type Health, isolatedBy, isPoison } from './poison.ts'
import type { Sorted } from './records.ts'

/**
 * Reads these records, many at a time. Where an answer breaks, its records are asked for in halves, until the one
 * that breaks it stands alone: that one is isolated, unless the site is out of order.
 */
export async function halving<Item>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<Sorted<Item>>,
  health: Health,
): Promise<Sorted<Item>> {
  const [id, another] = ids
  if (id === undefined) return joined([])
  try {
    const sorted = await read(ids)
    health.works()
    return sorted
  } catch (error) {
    if (!isPoison(error)) throw error
    if (another === undefined) {
      await health.isolate(error)
      return { items: [], isolated: [isolatedBy(error, 'this record', id)] }
    }
  }
  const middle = Math.ceil(ids.length / 2)
  const first = await halving(ids.slice(0, middle), read, health)
  return joined([first, await halving(ids.slice(middle), read, health)])
}

/** Several answers as one. */
export const joined = <Item>(sorted: readonly Sorted<Item>[]): Sorted<Item> => ({
  items: sorted.flatMap(({ items }) => items),
  isolated: sorted.flatMap(({ isolated }) => isolated),
})
