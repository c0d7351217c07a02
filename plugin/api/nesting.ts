/**
 * Whether this JSON nests arrays and objects deeper than the limit: told without reading it, since reading is
 * what such an answer is sent to break. A text that is no JSON may be told either way.
 */
export function nestsDeeperThan(limit: number, json: string): boolean {
  let depth = 0
  for (let at = 0; at < json.length; at += 1) {
    const letter = json.charCodeAt(at)
    if (letter === quote) at = endOfText(json, at)
    else if (letter === openBracket || letter === openBrace) {
      depth += 1
      if (depth > limit) return true
    } else if (letter === closeBracket || letter === closeBrace) depth -= 1
  }
  return false
}

// Nearly all of an answer is texts, so these are jumped over.
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end > 0; end = json.indexOf('"', end + 1))
    if (!isEscaped(json, end)) return end
  return json.length
}

function isEscaped(json: string, at: number): boolean {
  let start = at
  while (json.charCodeAt(start - 1) === backslash) start -= 1
  return (at - start) % 2 === 1
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125]
