import { keepNewest } from './newest.ts'

/** The ids that a walk gave last, so that one from the other end knows when the two have met. */
export interface Memory {
  note(ids: readonly string[]): void
  has(id: string): boolean
  /** The very last one. */
  readonly last: string | undefined
  /** The last few, in their order: enough for a later walk to know them again, should some go meanwhile. */
  newest(): readonly string[]
}

// Many more than records that share the stamp they are sorted by, whose order is up to the site.
const remembered = 5_000

const handedOn = 5

/** Of a walk that goes on after these records, where it does. */
export function openMemory(before: readonly string[]): Memory {
  const ids = new Set(before)
  let last = before.at(-1)
  return {
    note(given) {
      for (const id of given) {
        ids.delete(id)
        ids.add(id)
      }
      keepNewest(ids, remembered)
      last = given.at(-1) ?? last
    },
    has: (id) => ids.has(id),
    get last() {
      return last
    },
    newest: () => [...ids].slice(-handedOn),
  }
}
