import { refuseCql } from '../http/errors.ts'
import { type Token, type TokenType, tokensOf } from './tokens.ts'

/** A literal, or a function such as `now("-90m")` with its argument. */
export interface Value {
  readonly text: string
  readonly call?: string
}

export interface Clause {
  readonly is: 'clause'
  /** In lower case. */
  readonly field: string
  readonly operator: string
  readonly values: readonly Value[]
}

export type Expression =
  | Clause
  | { readonly is: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly is: 'not'; readonly part: Expression }

export interface OrderBy {
  readonly field: string
  readonly descending: boolean
}

export interface Query {
  readonly where: Expression | undefined
  readonly orderBy: readonly OrderBy[]
}

/** Reads a CQL text. Throws HTTPException 400 where Confluence would answer 400. */
export function parseCql(cql: string): Query {
  const reader = openReader(tokensOf(cql))
  const where = reader.isWord('order') || reader.is('end') ? undefined : orExpression(reader)
  const orderBy = reader.acceptWord('order') ? orderByOf(reader) : []
  reader.expect('end')
  if (where === undefined && orderBy.length === 0) throw refuseCql('Could not parse cql : ')
  return { where, orderBy }
}

interface Reader {
  is(type: TokenType): boolean
  isWord(word: string): boolean
  acceptWord(word: string): boolean
  accept(type: TokenType): Token | undefined
  expect(type: TokenType): Token
}

function openReader(tokens: readonly Token[]): Reader {
  let place = 0
  const current = (): Token => tokens[place] ?? { type: 'end', value: '', at: 0 }
  const accept = (matches: boolean) => {
    const token = current()
    if (matches) place++
    return matches ? token : undefined
  }
  const is = (type: TokenType) => current().type === type
  const isWord = (word: string) => is('word') && current().value.toLowerCase() === word
  return {
    is,
    isWord,
    accept: (type) => accept(is(type)),
    acceptWord: (word) => accept(isWord(word)) !== undefined,
    expect(type) {
      const token = accept(is(type))
      if (token !== undefined) return token
      const { value, at } = current()
      throw refuseCql(`Could not parse cql : expected ${type} but found '${value}' at position ${at + 1}`)
    },
  }
}

function orExpression(reader: Reader): Expression {
  return chain(reader, 'or', () => chain(reader, 'and', () => notExpression(reader)))
}

function chain(reader: Reader, is: 'and' | 'or', part: () => Expression): Expression {
  const first = part()
  const parts = [first]
  while (reader.acceptWord(is)) parts.push(part())
  return parts.length === 1 ? first : { is, parts }
}

function notExpression(reader: Reader): Expression {
  if (reader.acceptWord('not')) return { is: 'not', part: notExpression(reader) }
  if (reader.accept('open') === undefined) return clauseOf(reader)
  const inner = orExpression(reader)
  reader.expect('close')
  return inner
}

function clauseOf(reader: Reader): Clause {
  const field = reader.expect('word').value.toLowerCase()
  if (reader.acceptWord('in')) return { is: 'clause', field, operator: 'in', values: listOf(reader) }
  if (reader.acceptWord('not')) {
    if (!reader.acceptWord('in')) reader.expect('operator')
    return { is: 'clause', field, operator: 'not in', values: listOf(reader) }
  }
  const operator = reader.expect('operator').value
  return { is: 'clause', field, operator, values: [literalFrom(reader)] }
}

function listOf(reader: Reader): readonly Value[] {
  reader.expect('open')
  const values = [literalFrom(reader)]
  while (reader.accept('comma') !== undefined) values.push(literalFrom(reader))
  reader.expect('close')
  return values
}

const reserved = new Set(['and', 'or', 'not', 'in', 'order', 'by'])

function literalFrom(reader: Reader): Value {
  const quoted = reader.accept('text')
  if (quoted !== undefined) return { text: quoted.value }
  const { value, at } = reader.expect('word')
  if (reserved.has(value.toLowerCase())) {
    throw refuseCql(`Could not parse cql : '${value}' at position ${at + 1} must be quoted`)
  }
  if (reader.accept('open') === undefined) return { text: value }
  const argument = reader.accept('text')?.value ?? reader.accept('word')?.value ?? ''
  reader.expect('close')
  return { text: argument, call: value.toLowerCase() }
}

function orderByOf(reader: Reader): readonly OrderBy[] {
  if (!reader.acceptWord('by')) reader.expect('operator')
  const keys = [keyOf(reader)]
  while (reader.accept('comma') !== undefined) keys.push(keyOf(reader))
  return keys
}

function keyOf(reader: Reader): OrderBy {
  const field = reader.expect('word').value.toLowerCase()
  if (reader.acceptWord('desc')) return { field, descending: true }
  reader.acceptWord('asc')
  return { field, descending: false }
}
