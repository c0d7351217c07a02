import { SyncError } from '../contract/errors.ts'
import type { Stream } from '../contract/stream.ts'
import type { Column, ColumnType, Table } from '../contract/table.ts'
import { columnOf } from './column-of.ts'

/**
 * The table that a stream lands in, columns in the order of the row's fields.
 * Throws SyncError `bug` when the row cannot be a table: a field of a type that no column can hold, two
 * fields of one name, a primary key that is not a non-null text, a version that is not a number.
 */
export function tableOf<Client>(stream: Stream<Client>): Table {
  const rawPaths: Readonly<Record<string, readonly string[] | undefined>> = stream.rawPaths ?? {}
  const columns = Object.entries(stream.row.shape).map(([field, schema]) => {
    const rawPath = rawPaths[field]
    return { ...columnOf(field, schema), ...(rawPath === undefined ? {} : { rawPath }) }
  })
  refuseTwins(stream.name, columns)
  const column = (field: string, types: readonly ColumnType[]) =>
    columnFor(stream.name, columns, field, types)
  const primaryKey = column(stream.primaryKey, ['text'])
  if (primaryKey.nullable) throw unfit(stream.name, `its primary key ${stream.primaryKey} may be null`)
  const { versionField } = stream
  return {
    name: stream.name,
    comment: stream.description,
    columns,
    primaryKey,
    ...(versionField === undefined ? {} : { version: column(versionField, ['integer', 'number']) }),
    references: Object.entries(stream.references ?? {}).flatMap(([field, table]) =>
      table === undefined ? [] : [{ column: column(field, ['text']), table }],
    ),
  }
}

function columnFor(
  stream: string,
  columns: readonly Column[],
  field: string,
  types: readonly ColumnType[],
): Column {
  const found = columns.find((column) => column.field === field)
  if (found === undefined) throw unfit(stream, `its row has no field ${field}`)
  if (!types.includes(found.type))
    throw unfit(stream, `its field ${field} is not of type ${types.join(' or ')}`)
  return found
}

function refuseTwins(stream: string, columns: readonly Column[]): void {
  const names = new Set<string>()
  for (const { name } of columns) {
    if (name === '' || name.startsWith('_')) throw unfit(stream, `a field would be the column "${name}"`)
    if (names.has(name)) throw unfit(stream, `two of its fields would be the column ${name}`)
    names.add(name)
  }
}

function unfit(stream: string, why: string): SyncError {
  return new SyncError('bug', `The stream ${stream} cannot be a table: ${why}.`, { code: 'unfit_row' })
}
