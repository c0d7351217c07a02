/** Whether a text holds nothing that `cleanText` replaces. */
export function isClean(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** Whether a JSON text holds nothing that `cleanText` replaces; cheap, and sometimes wrongly no. */
export function isCleanJson(json: string): boolean {
  return !json.includes('\\u')
}

/**
 * Replaces NUL characters and halves of surrogate pairs by U+FFFD, in texts at any depth and in keys:
 * Snowflake and many readers of the tables refuse them. What needs none is given back as it is.
 */
export function cleanText(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD')
  if (Array.isArray(value)) return value.map(cleanText)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanText(inner)]))
}
