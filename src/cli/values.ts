import { InvalidArgumentError } from 'commander'

/** Reads a whole number from the smallest to the largest. */
export function wholeNumber(largest: number, smallest = 0): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= smallest && value <= largest) return value
    throw new InvalidArgumentError(`It must be a whole number from ${smallest} to ${largest}.`)
  }
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/** Reads a time such as `90s`, `30m` or `2h`, in milliseconds, of so many hours at most. */
const timeWithin =
  (longestHours: number, words: string) =>
  (text: string): number => {
    const [, count, unit] = /^(\d+)([smh])$/.exec(text) ?? []
    const milliseconds = Number(count) * (units[unit ?? ''] ?? Number.NaN)
    if (milliseconds > 0 && milliseconds <= longestHours * 3_600_000) return milliseconds
    throw new InvalidArgumentError(
      `It must be a time such as 90s, 30m or 2h, and no more than ${words} (${longestHours}h).`,
    )
  }

/** How long a run may take. */
export const duration = timeWithin(7 * 24, 'a week')

/** How old a stream may be: some are read once a month. */
export const age = timeWithin(366 * 24, 'a year')
