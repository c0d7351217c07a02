import {
  type DuckDBDataChunk,
  DuckDBDecimalValue,
  type DuckDBResultReader,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api'
import type { Scalar } from '../sql/statement.ts'

/** A result's rows as JavaScript scalars: instants as ISO 8601 text in UTC, lists and structs as JSON text. */
export function scalarRows(reader: DuckDBResultReader): readonly (readonly Scalar[])[] {
  const json = lazily(() => reader.getRowsJson())
  return reader
    .getRows()
    .map((row, index) => row.map((value, column) => scalarOf(value, () => json()[index]?.[column])))
}

/** The same for one row. */
export function scalarRow(chunk: DuckDBDataChunk, index: number): readonly Scalar[] {
  const json = lazily(() => chunk.convertRowValues(index, JsonDuckDBValueConverter))
  return chunk.getRowValues(index).map((value, column) => scalarOf(value, () => json()[column]))
}

function scalarOf(value: DuckDBValue, asJson: () => unknown): Scalar {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return numberOrText(value)
  if (value instanceof DuckDBDecimalValue) return value.toDouble()
  const micros = microsOf(value)
  if (micros !== undefined) return isoText(micros) ?? String(value)
  const json = asJson()
  return typeof json === 'string' ? json : JSON.stringify(json)
}

/** A number beyond 2^53 keeps its digits as text. */
function numberOrText(value: bigint): Scalar {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

function microsOf(value: DuckDBValue): bigint | undefined {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis * 1000n
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds * 1_000_000n
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos / 1000n
  return undefined
}

/** Undefined for DuckDB's infinities, which no calendar holds. */
function isoText(micros: bigint): string | undefined {
  const instant = new Date(Number(micros / 1000n))
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString()
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
