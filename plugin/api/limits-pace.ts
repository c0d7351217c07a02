/**
 * Learns the pace that a site allows without telling it: what it accepted between two refusals, the pause that it
 * asked for included, is what it accepts in the long run.
 */
export interface Pace {
  accepted(): void
  /** The site refused a request although nothing it tells foretold it. */
  refused(): void
  /** The pause is over. */
  resume(now: number): void
  /** When the request after the last one is due. */
  dueAt(last: number): number
}

/** Fewer accepted requests tell nothing about a pace. */
const enough = 20
/** A little less than what was accepted. */
const caution = 0.99
/** Good answers per refusal before a little more is tried: keeps refusals at half a percent. */
const goodPerRefusal = 200
const firstStep = 0.02
/** A pace that does not lessen the refusals is none: given up after so many in a row. */
const mostVain = 3

export function openPace(now: number): Pace {
  let since = now
  let accepted = 0
  let refusals = 0
  let good = 0
  let goodToRise = goodPerRefusal
  let step = firstStep
  let vain = 0
  let intervalMs = 0
  const learn = (at: number) => {
    if (vain === mostVain) return
    const isVain = intervalMs > 0 && accepted < goodPerRefusal
    vain = isVain ? vain + 1 : 0
    if (vain === mostVain) intervalMs = 0
    else if (accepted >= enough) intervalMs = (at - since) / (accepted * caution)
  }
  return {
    accepted() {
      accepted += 1
      good += 1
      if (good < goodToRise) return
      good = 0
      intervalMs /= 1 + step
      step *= 2
    },
    refused() {
      refusals += 1
    },
    resume(at) {
      if (refusals > 0) learn(at)
      goodToRise = goodPerRefusal * Math.max(1, refusals)
      since = at
      accepted = 0
      refusals = 0
      good = 0
      step = firstStep
    },
    dueAt: (last) => last + intervalMs,
  }
}
