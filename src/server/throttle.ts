/** Slows down who guesses: so many wrong tokens a while, from one address and from all together. */
export interface Throttle {
  /** How long to wait in milliseconds; undefined: go on. */
  waitMs(address: string): number | undefined
  noteFailure(address: string): void
  noteSuccess(address: string): void
}

const windowMs = 15 * 60_000
const mostPerAddress = 5
const mostOverall = 50
const everybody = '*'

export function openThrottle(now: () => number): Throttle {
  const failures = new Map<string, readonly number[]>()
  const recent = (name: string) => (failures.get(name) ?? []).filter((at) => at > now() - windowMs)
  const wait = (name: string, most: number) => {
    const known = recent(name)
    const oldest = known.at(-most)
    return oldest === undefined ? undefined : oldest + windowMs - now()
  }
  return {
    waitMs: (address) => wait(address, mostPerAddress) ?? wait(everybody, mostOverall),
    noteFailure(address) {
      for (const name of [address, everybody])
        failures.set(name, [...recent(name), now()].slice(-mostOverall))
      for (const name of failures.keys()) if (recent(name).length === 0) failures.delete(name)
    },
    noteSuccess: (address) => void failures.delete(address),
  }
}
