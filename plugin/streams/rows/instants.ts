const canonical = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/**
 * A moment as ISO 8601 in UTC with milliseconds; null for none, and for what is no moment.
 * Data Center prints the offset without a colon (`+0000`), which strict readers refuse.
 */
export function instantOf(given: string | null | undefined): string | null {
  if (given === null || given === undefined || given === '') return null
  const moment = new Date(given.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  if (Number.isNaN(moment.getTime()) || !hasItsDay(given)) return null
  const instant = moment.toISOString()
  // Years beyond 9999 come with a sign, which warehouses refuse.
  return canonical.test(instant) ? instant : null
}

const endOfMonth = /^\d{4}-\d{2}-(?:29|3\d)/

// Date takes the 30th of February for a day in March.
function hasItsDay(given: string): boolean {
  const day = endOfMonth.exec(given)?.[0]
  if (day === undefined) return true
  const midnight = Date.parse(day)
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day)
}

interface Versioned {
  readonly version?: { readonly createdAt?: string | null | undefined } | null | undefined
}

/** When the latest version of a record was saved. */
export const changedAt = ({ version }: Versioned): string | null => instantOf(version?.createdAt)

/** When a record was created. */
export const createdAt = (item: { readonly createdAt?: string | null | undefined }): string | null =>
  instantOf(item.createdAt)
