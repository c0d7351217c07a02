import type { Standing } from './pace.ts'

const number = new Intl.NumberFormat('en')

/** A count for people. */
export const counted = (count: number): string => number.format(count)

export const strategies = { full_refresh: 'full refresh', incremental: 'incremental' } as const

/** `12,000 of about 20,000 rows (60 %)`, or the rows alone. */
export function rowsOf({ rows, expected, share }: Standing): string {
  if (expected === undefined || share === undefined) return `${counted(rows)} rows`
  return `${counted(rows)} of about ${counted(expected)} rows (${Math.floor(share * 100)} %)`
}

/** `410 rows/s` and `20 s left`, as far as they can be told. */
export function paceOf({ rate, leftMs }: Standing): readonly string[] {
  const parts =
    rate === undefined ? [] : [`${counted(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))} rows/s`]
  return leftMs === undefined ? parts : [...parts, `${spanOf(leftMs)} left`]
}

const steps: readonly (readonly [milliseconds: number, unit: string])[] = [
  [24 * 3_600_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
]

/** A stretch of time for people, in its two largest units: `2 h 5 min`, `40 s`; below a second, `under 1 s`. */
export function spanOf(milliseconds: number): string {
  if (milliseconds < 1_000) return 'under 1 s'
  const largest = steps.findIndex(([unitMs]) => milliseconds >= unitMs)
  const shown = steps.slice(largest, largest + 2)
  const smallestMs = shown.at(-1)?.[0] ?? 1_000
  let rest = Math.round(milliseconds / smallestMs) * smallestMs
  // What was rounded up may be a whole larger unit.
  if (rest !== milliseconds) return spanOf(rest)
  const parts = shown.map(([unitMs, unit]) => {
    const count = Math.floor(rest / unitMs)
    rest -= count * unitMs
    return [count, unit] as const
  })
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
