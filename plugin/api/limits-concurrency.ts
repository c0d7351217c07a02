/** How many requests may be under way at once. Only what the site says lowers it: a large answer may take its time. */
export interface Concurrency {
  /** At least one, at most sixteen. */
  allowed(): number
  underWay(): number
  /** Called with every request sent; the place it has in the order of all. */
  begin(): number
  /** Called when it is over, well or not. */
  end(): void
  /** An answer without reproach. */
  answered(): void
  /** An answer that gives no reason to allow more: a failure of the site, or a quota that runs out. */
  stay(): void
  /** The site asks for less: halves, once for everything that was under way when it was last halved. */
  lower(place?: number): void
  /** After a pause: begins with one again, and returns quickly to what the halving had left. */
  restart(): void
}

export const concurrencyBounds = { start: 4, most: 16 } as const
/** So many good answers in a row allow one more at once. */
const goodRun = 10

export function openConcurrency(): Concurrency {
  let allowed: number = concurrencyBounds.start
  let known: number = allowed
  let run = 0
  let underWay = 0
  let sent = 0
  let sentWhenLowered = 0
  return {
    allowed: () => allowed,
    underWay: () => underWay,
    begin() {
      underWay += 1
      sent += 1
      return sent
    },
    end() {
      underWay -= 1
    },
    answered() {
      run += 1
      if (allowed === concurrencyBounds.most || run < (allowed < known ? 1 : goodRun)) return
      allowed += 1
      run = 0
    },
    stay() {
      run = 0
    },
    lower(place = sent) {
      run = 0
      if (place <= sentWhenLowered) return
      sentWhenLowered = sent
      known = Math.max(1, Math.floor(allowed / 2))
      allowed = known
    },
    restart() {
      run = 0
      allowed = 1
    },
  }
}
