const own = /^\s*space in \([^)]*\)(?:\s+and\s+\(([\s\S]*)\))?\s*$/i

/** The clause limited to these spaces; a limit that was put in this way before is replaced, the rest stays. */
export function withSpaces(clause: string, keys: readonly string[]): string {
  const found = own.exec(clause)
  const rest = (found === null ? clause : (found[1] ?? '')).trim()
  if (keys.length === 0) return rest
  const spaces = `space in (${keys.map((key) => JSON.stringify(key)).join(', ')})`
  return rest === '' ? spaces : `${spaces} and (${rest})`
}
