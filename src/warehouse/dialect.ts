import type { ColumnType } from '../contract/table.ts'

/** What differs between two warehouses' SQL: facts and a few expressions, no decisions. */
export interface Dialect {
  readonly name: string
  /** What a user calls that which holds the schemas. */
  readonly container: string
  /** Column types as they are declared. */
  readonly types: Readonly<Record<ColumnType, string>>
  /** The same types as the warehouse's own catalog spells them. */
  readonly catalogTypes: Readonly<Record<ColumnType, string>>
  /** Whether a table's definition carries its comments; if not, each takes a statement. */
  readonly commentsInline: boolean
  /** A name in the warehouse's case, quoted, whatever it contains. */
  identifier(name: string): string
  /** A text as a literal, for the few places that take no parameter. */
  literal(text: string): string
  /** Text to the type of JSON columns. */
  parseJson(expression: string): string
  /** A JSON column to text. */
  jsonText(expression: string): string
  /** ISO 8601 text to an instant. */
  instant(expression: string): string
  /** An instant to ISO 8601 text in UTC, with milliseconds. */
  instantText(expression: string): string
}
