import { refuseCql } from '../http/errors.ts'

export type TokenType = 'word' | 'text' | 'operator' | 'open' | 'close' | 'comma' | 'end'

export interface Token {
  readonly type: TokenType
  /** Of a quoted text: what it stands for, without quotes and escapes. */
  readonly value: string
  /** Where it starts, from 0. */
  readonly at: number
}

/** Splits a CQL text. Throws HTTPException 400 at an unfinished quotation. */
export function tokensOf(cql: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < cql.length) {
    const rest = cql.slice(at)
    const space = /^\s+/.exec(rest)
    if (space !== null) {
      at += space[0].length
      continue
    }
    const [token, length] = tokenAt(rest, at)
    tokens.push(token)
    at += length
  }
  return [...tokens, { type: 'end', value: '', at }]
}

// What is not quoted ends at the next operator, so `space=~abc` is an operator and not a key.
const patterns: readonly (readonly [TokenType, RegExp])[] = [
  ['operator', /^(?:!=|!~|>=|<=|[=~<>])/],
  ['open', /^\(/],
  ['close', /^\)/],
  ['comma', /^,/],
  ['word', /^[^\s()=!~<>,"']+/],
]

function tokenAt(rest: string, at: number): readonly [Token, number] {
  if (rest.startsWith('"') || rest.startsWith("'")) return quotedAt(rest, at)
  for (const [type, pattern] of patterns) {
    const found = pattern.exec(rest)
    if (found !== null) return [{ type, value: found[0], at }, found[0].length]
  }
  throw refuseCql(`Could not parse cql : unexpected character at position ${at + 1}`)
}

function quotedAt(rest: string, at: number): readonly [Token, number] {
  const quote = rest[0]
  let value = ''
  for (let place = 1; place < rest.length; place++) {
    const letter = rest[place]
    if (letter === quote) return [{ type: 'text', value, at }, place + 1]
    value += letter === '\\' ? (rest[++place] ?? '') : letter
  }
  throw refuseCql(`Could not parse cql : unfinished quotation at position ${at + 1}`)
}
