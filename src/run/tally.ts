import type { Traffic } from '../contract/plugin.ts'
import type { Counts } from '../contract/report.ts'

type Count = keyof Counts | keyof Traffic

/** The running counts of one stream in one run. */
export interface Tally {
  add(amounts: Partial<Record<Count, number>>): void
  readonly counts: Counts & Traffic
}

export function openTally(): Tally {
  const counts: Record<Count, number> = {
    listed: 0,
    landed: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    deduplicated: 0,
    deleted: 0,
    isolated: 0,
    skipped: 0,
    requests: 0,
    retries: 0,
    throttledMs: 0,
    bytes: 0,
  }
  return {
    add(amounts) {
      for (const [name, amount] of Object.entries(amounts)) counts[name as Count] += amount
    },
    counts,
  }
}
