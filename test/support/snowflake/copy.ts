import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Piece } from './shape.ts'
import { type SqlAnswer, SqlFailure } from './sql-engine.ts'
import type { Stages } from './stages.ts'
import { literal, type TemporaryTables, textOf, translate } from './translate.ts'
import { textsAnswer } from './wire-values.ts'

/** Carries out a COPY of JSON files into a table: all named files or none. */
export async function copyInto(
  connection: DuckDBConnection,
  pieces: readonly Piece[],
  stages: Stages,
  temporary: TemporaryTables,
): Promise<SqlAnswer> {
  const texts = pieces.flatMap(({ type, text }, index) =>
    type === 'text' ? [{ index, value: textOf(text) }] : [],
  )
  const location = texts.find(({ value }) => value.startsWith('@'))
  const files = texts.filter(({ index }) => index > (location?.index ?? 0)).map(({ value }) => value)
  const folder = stages.folder(location?.value ?? '')
  const paths = files.map((file) => join(folder, file))
  for (const [index, path] of paths.entries()) {
    await access(path).catch(() => {
      throw new SqlFailure('091016', '22000', `Remote file '${files[index]}' was not found.`)
    })
  }
  const select = pieces.findIndex(({ text }) => text === 'SELECT')
  const target = translate(pieces.slice(2, select - 2), [], temporary)
  const values = valuesOf(pieces.slice(select + 1, (location?.index ?? 0) - 1))
  await connection.run(`INSERT INTO ${target} SELECT ${values} FROM ${reading(paths)} J`)
  const rows = await Promise.all(paths.map((path) => countOf(connection, path)))
  return textsAnswer(
    'copy',
    ['file', 'status', 'rows_parsed', 'rows_loaded', 'error_limit', 'errors_seen', 'first_error'],
    files.map((file, index) => [file, 'LOADED', rows[index]!, rows[index]!, '1', '0', null]),
  )
}

/** What Snowflake makes of `$1:"name"`: a VARIANT, whose JSON null stays one; a cast makes it a plain null. */
function valuesOf(pieces: readonly Piece[]): string {
  const values = translate(pieces, [], new Set())
  return values
    .replaceAll(
      /\$1:"((?:[^"]|"")+)"::(VARCHAR|DECIMAL\(38,0\)|DOUBLE|BOOLEAN)/g,
      (_, name: string, type: string) => {
        return `CAST((J.json ->> ${pathOf(name)}) AS ${type})`
      },
    )
    .replaceAll(/\$1:"((?:[^"]|"")+)"/g, (_, name: string) => `(J.json -> ${pathOf(name)})`)
}

function pathOf(name: string): string {
  return literal(`$."${name.replaceAll('""', '\\"')}"`)
}

function reading(paths: readonly string[]): string {
  const options = "format = 'newline_delimited', compression = 'gzip', maximum_object_size = 33554432"
  return `read_json_objects([${paths.map(literal).join(', ')}], ${options})`
}

async function countOf(connection: DuckDBConnection, path: string): Promise<string> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${reading([path])}`)
  return String(reader.getRows()[0]?.[0])
}
