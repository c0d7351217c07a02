/** The most ids that are remembered; older ones wait for the next full read. */
export const trashLimit = 2_000

/**
 * The ids that incremental reads marked as deleted because the source says so. What is restored from a trash shows
 * in no listing of changes, so whatever the trash no longer holds is asked for by its id.
 */
export interface Trash {
  /** The source says, in this read, that these are gone. */
  note(ids: readonly string[]): void
  /** A record that is listed again. */
  leave(id: string): void
  has(id: string): boolean
  /** Marked by an earlier read, and this one has not heard of them. */
  unheard(): readonly string[]
  /** All of them, the newest last. */
  ids(): string[]
}

export function openTrash(earlier: readonly string[]): Trash {
  const marked = new Set(earlier)
  const heard = new Set<string>()
  return {
    note(ids) {
      for (const id of ids) {
        marked.add(id)
        heard.add(id)
      }
    },
    leave: (id) => void marked.delete(id),
    has: (id) => marked.has(id),
    unheard: () => [...marked].filter((id) => !heard.has(id)),
    ids: () => [...marked].slice(-trashLimit),
  }
}
