/** A Map or a Set, in the order in which its keys came. */
interface Collected<Key> {
  readonly size: number
  keys(): IterableIterator<Key>
  delete(key: Key): boolean
}

/** Forgets what came first until no more than this many are left. */
export function keepNewest<Key>(collected: Collected<Key>, most: number): void {
  for (const oldest of collected.keys()) {
    if (collected.size <= most) return
    collected.delete(oldest)
  }
}
