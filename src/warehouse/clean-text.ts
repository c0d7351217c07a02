/** Whether a JSON text may hold what `cleanText` replaces; cheap, and sometimes wrongly yes. */
export function mayNeedCleaning(json: string): boolean {
  return json.includes('\\u0000') || json.includes('\\ud')
}

/**
 * Replaces NUL characters and halves of surrogate pairs by U+FFFD, in texts at any depth and in keys:
 * Snowflake and many readers of the tables refuse them. What needs none is given back as it is.
 */
export function cleanText(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unfit, '\uFFFD')
  if (Array.isArray(value)) return value.map(cleanText)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanText(inner)]))
}

/** With the `u` flag a surrogate matches only where its other half is missing. */
const unfit = /\p{Surrogate}|\0/gu
