/** A clock that never goes back: where the given one does, it goes on from where it stood. Epoch milliseconds. */
export function steadyClock(now: () => number): () => number {
  let latest = now()
  let aheadMs = 0
  return () => {
    const given = now()
    aheadMs = Math.max(aheadMs, latest - given)
    // Once set back it stays ahead by that much, or it would stand still until the other has caught up.
    latest = given + aheadMs
    return latest
  }
}
