import { isolatedBy, isPoison, type ProveAlive } from './poison.ts'
import type { Sorted } from './records.ts'

/**
 * Reads these records, many at a time. Where an answer breaks, its records are asked for in halves, until the one
 * that breaks it stands alone: that one is isolated, after the site has proved that it is not out of order.
 */
export async function halving<Item>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<Sorted<Item>>,
  proveAlive: ProveAlive,
): Promise<Sorted<Item>> {
  const [id, another] = ids
  if (id === undefined) return joined([])
  try {
    return await read(ids)
  } catch (error) {
    if (!isPoison(error)) throw error
    if (another === undefined) {
      await proveAlive(error)
      return { items: [], isolated: [isolatedBy(error, 'this record', id)] }
    }
  }
  const middle = Math.ceil(ids.length / 2)
  const first = await halving(ids.slice(0, middle), read, proveAlive)
  return joined([first, await halving(ids.slice(middle), read, proveAlive)])
}

/** Several answers as one. */
export const joined = <Item>(sorted: readonly Sorted<Item>[]): Sorted<Item> => ({
  items: sorted.flatMap(({ items }) => items),
  isolated: sorted.flatMap(({ isolated }) => isolated),
})
