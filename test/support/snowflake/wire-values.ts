import { type DuckDBResultReader, DuckDBTimestampTZValue, type DuckDBValue } from '@duckdb/node-api'
import type { SqlAnswer, WireType } from './sql-engine.ts'

/** A result of DuckDB as the wire carries it. */
export function rowsAnswer(reader: DuckDBResultReader): SqlAnswer {
  const types = reader.columnTypes()
  const wire = types.map((type): WireType => {
    if (type.alias === 'JSON') return 'variant'
    const spelled = String(type)
    const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(spelled) ?? []
    return scale === undefined ? (byName[spelled] ?? 'text') : scale === '0' ? 'fixed' : 'real'
  })
  return {
    kind: 'select',
    columns: reader.columnNames().map((name, index) => ({ name, type: wire[index] ?? 'text' })),
    rows: reader.getRows().map((row) => row.map((value, index) => textOf(value, wire[index]))),
  }
}

/** The answer of a statement that changes rows. */
export function changeAnswer(kind: SqlAnswer['kind'], counts: Readonly<Record<string, number>>): SqlAnswer {
  const names = Object.keys(counts)
  return {
    kind,
    columns: names.map((name) => ({ name: `number of ${name}`, type: 'fixed' })),
    rows: [names.map((name) => String(counts[name]))],
  }
}

export function textsAnswer(
  kind: SqlAnswer['kind'],
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): SqlAnswer {
  return { kind, columns: columns.map((name) => ({ name, type: 'text' })), rows }
}

export const succeeded: SqlAnswer = textsAnswer('other', ['status'], [['Statement executed successfully.']])

const byName: Readonly<Record<string, WireType>> = {
  BOOLEAN: 'boolean',
  INTEGER: 'fixed',
  BIGINT: 'fixed',
  HUGEINT: 'fixed',
  DOUBLE: 'real',
  DATE: 'date',
  'TIMESTAMP WITH TIME ZONE': 'timestamp_tz',
}

function textOf(value: DuckDBValue, type: WireType | undefined): string | null {
  if (value === null) return null
  if (type === 'boolean') return value === true ? '1' : '0'
  return value instanceof DuckDBTimestampTZValue ? instantOf(value.micros) : String(value)
}

/** Seconds with nine digits after the point, and the offset: minutes from a day before UTC. */
function instantOf(micros: bigint): string {
  const seconds = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n)
  const fraction = String((micros - seconds * 1_000_000n) * 1000n).padStart(9, '0')
  return `${seconds}.${fraction} 1440`
}
