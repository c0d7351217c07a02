import type { Traffic } from '../contract/plugin.ts'
import { type Counts, noCounts } from '../contract/report.ts'

type Count = keyof Counts | keyof Traffic

/** The running counts of one stream in one run. */
export interface Tally {
  add(amounts: Partial<Record<Count, number>>): void
  readonly counts: Counts & Traffic
}

export function openTally(): Tally {
  const counts: Record<Count, number> = { ...noCounts }
  return {
    add(amounts) {
      for (const [name, amount] of Object.entries(amounts)) counts[name as Count] += amount
    },
    counts,
  }
}
