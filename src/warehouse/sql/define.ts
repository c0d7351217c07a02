import type { PhysicalColumn, PhysicalTable } from './physical-table.ts'
import { type Place, relation, type Statement, statement } from './statement.ts'

/** Creates a table where there is none of that name. */
export function createTable(place: Place, table: PhysicalTable): Statement {
  const columns = table.columns.map(
    (column) => `  ${definition(place, column)}${told(place, column.comment)}`,
  )
  const end = place.dialect.commentsInline ? `) COMMENT = ${place.dialect.literal(table.comment)}` : ')'
  return statement([`CREATE TABLE IF NOT EXISTS ${relation(place, table.name)} (`, columns.join(',\n'), end])
}

/** Adds a column that older rows have no value in. */
export function addColumn(place: Place, table: string, column: PhysicalColumn): Statement {
  const added = definition(place, { ...column, nullable: true })
  return statement([`ALTER TABLE ${relation(place, table)} ADD COLUMN IF NOT EXISTS ${added}`])
}

export function commentTable(place: Place, table: string, comment: string): Statement {
  return statement([`COMMENT ON TABLE ${relation(place, table)} IS ${place.dialect.literal(comment)}`])
}

export function commentColumn(place: Place, table: string, column: string, comment: string): Statement {
  const name = `${relation(place, table)}.${place.dialect.identifier(column)}`
  return statement([`COMMENT ON COLUMN ${name} IS ${place.dialect.literal(comment)}`])
}

export function createSchema({ dialect, namespace }: Place): Statement {
  const name = namespace.map((part) => dialect.identifier(part)).join('.')
  return statement([`CREATE SCHEMA IF NOT EXISTS ${name}`])
}

function definition({ dialect }: Place, { name, type, nullable }: PhysicalColumn): string {
  return `${dialect.identifier(name)} ${dialect.types[type]}${nullable ? '' : ' NOT NULL'}`
}

function told({ dialect }: Place, comment: string | undefined): string {
  return comment === undefined || !dialect.commentsInline ? '' : ` COMMENT ${dialect.literal(comment)}`
}
