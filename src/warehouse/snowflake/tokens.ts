/** What a piece of SQL is. Blanks and comments are no tokens. */
export interface Token {
  readonly type: 'word' | 'name' | 'text' | 'number' | 'mark'
  /** As written. */
  readonly text: string
}

/**
 * The tokens of Snowflake SQL; undefined when a comment, text or name does not end.
 * https://docs.snowflake.com/en/sql-reference/data-types-text (literals), …/identifiers-syntax
 */
export function tokensOf(sql: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  while (at < sql.length) {
    const reader = readers.find(({ starts }) => starts(sql, at)) ?? mark
    const end = reader.end(sql, at)
    if (end === undefined) return undefined
    if (reader.type !== 'blank') tokens.push({ type: reader.type, text: sql.slice(at, end) })
    at = end
  }
  return tokens
}

interface Reader {
  readonly type: Token['type'] | 'blank'
  readonly starts: (sql: string, at: number) => boolean
  /** Where it ends; undefined: nowhere. */
  readonly end: (sql: string, at: number) => number | undefined
}

const startsWith = (...openings: readonly string[]) => {
  return (sql: string, at: number) => openings.some((opening) => sql.startsWith(opening, at))
}

const isOf = (characters: RegExp) => (sql: string, at: number) => characters.test(sql[at] ?? '')

const whileOf = (characters: RegExp) => (sql: string, at: number) => {
  let end = at + 1
  while (end < sql.length && characters.test(sql[end] ?? '')) end += 1
  return end
}

const through = (closing: string, opening: number) => (sql: string, at: number) => {
  const found = sql.indexOf(closing, at + opening)
  return found < 0 ? undefined : found + closing.length
}

const lineEnd = (sql: string, at: number) => {
  const found = sql.indexOf('\n', at)
  return found < 0 ? sql.length : found
}

/** To the closing quote; two of them are one inside, and in texts a backslash escapes what follows. */
const quoted = (quote: string, escapes: boolean) => (sql: string, at: number) => {
  for (let end = at + 1; end < sql.length; end += 1) {
    if (escapes && sql[end] === '\\') end += 1
    else if (sql[end] === quote && sql[end + 1] === quote) end += 1
    else if (sql[end] === quote) return end + 1
  }
  return undefined
}

const readers: readonly Reader[] = [
  { type: 'blank', starts: isOf(/\s/), end: whileOf(/\s/) },
  { type: 'blank', starts: startsWith('--', '//'), end: lineEnd },
  { type: 'blank', starts: startsWith('/*'), end: through('*/', 2) },
  { type: 'text', starts: startsWith("'"), end: quoted("'", true) },
  { type: 'text', starts: startsWith('$$'), end: through('$$', 2) },
  { type: 'name', starts: startsWith('"'), end: quoted('"', false) },
  { type: 'word', starts: isOf(/[\p{L}_$]/u), end: whileOf(/[\p{L}\p{N}_$]/u) },
  { type: 'number', starts: isOf(/\d/), end: whileOf(/[\w.]/) },
  { type: 'mark', starts: startsWith('->>'), end: (_, at) => at + 3 },
]

const mark: Reader = { type: 'mark', starts: () => true, end: (_, at) => at + 1 }
