const number = new Intl.NumberFormat('en')

/** A count for people. */
export const counted = (count: number): string => number.format(count)

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
