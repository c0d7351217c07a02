const canonical = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/**
 * A moment as ISO 8601 in UTC with milliseconds; null for none, and for what is no moment.
 * Data Center prints the offset without a colon (`+0000`), which strict readers refuse.
 */
export function instantOf(given: string | null | undefined): string | null {
  if (given === null || given === undefined || given === '') return null
  if (canonical.test(given)) return given
  const moment = new Date(given.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}
