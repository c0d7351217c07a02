import { type Token, tokensOf } from '../../../src/warehouse/snowflake/tokens.ts'

/** A token with what stands before it. */
export interface Piece extends Token {
  readonly gap: string
}

/** A statement as pieces that make it up again; throws when it is no SQL. */
export function piecesOf(sql: string): readonly Piece[] {
  const tokens = tokensOf(sql)
  if (tokens === undefined) throw new Error(`no SQL: ${sql}`)
  let at = 0
  return tokens.map((token) => {
    const start = sql.indexOf(token.text, at)
    const gap = sql.slice(at, start)
    at = start + token.text.length
    return { ...token, gap }
  })
}

/**
 * What is left of a statement without its names, texts and numbers, each token after one blank:
 * `#table` for a full name, `#name`, `#text`, `#number`; words in upper case.
 */
export function shapeOf(pieces: readonly Piece[]): string {
  const shape = pieces.map(({ type, text }) => {
    if (type === 'name') return /^"[^a-z]+"$/.test(text) ? '#name' : '#lowercase'
    if (type === 'text') return '#text'
    return type === 'number' ? '#number' : text.toUpperCase()
  })
  return shape.join(' ').replaceAll('#name . #name . #name', '#table')
}
