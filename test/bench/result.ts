export type Row = Readonly<Record<string, string | number>>

/** A promise of the design and what was measured. */
export interface Goal {
  readonly what: string
  readonly goal: string
  readonly measured: number
  readonly met: boolean
}

/** What one point of the benchmark found. */
export interface Result {
  readonly point: number
  readonly title: string
  readonly rows: readonly Row[]
  readonly goals: readonly Goal[]
  /** What is needed to read the figures rightly. */
  readonly notes: readonly string[]
}

export const atLeast = (what: string, limit: number, measured: number): Goal => ({
  ...{ what, goal: `≥ ${limit}`, measured, met: measured >= limit },
})

export const atMost = (what: string, limit: number, measured: number): Goal => ({
  ...{ what, goal: `≤ ${limit}`, measured, met: measured <= limit },
})

/** As few digits as tell runs apart. */
export function rounded(value: number): number {
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return Math.round(value)
  return Number(value.toPrecision(3))
}

export const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
