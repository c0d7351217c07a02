import type { IsolatedRecord } from '../../contract/stream.ts'
import { systemTables } from '../../contract/table.ts'
import { stagedKeys } from './stage.ts'
import {
  type LoadingPlace,
  list,
  type Place,
  relation,
  type Scalar,
  type Statement,
  statement,
} from './statement.ts'

/** Where an isolated record was met. */
export interface Occasion {
  readonly sync: string
  readonly stream: string
  readonly runId: string
  readonly at: Date
}

/** Brings an open error of the same record up to date; touches no row when there is none. */
export function repeatError(place: Place, occasion: Occasion, record: IsolatedRecord): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  const facts = factsOf(record)
  const same = sameRecord(place, record)
  return statement(
    [
      `UPDATE ${relation(place, systemTables.errors)}`,
      `SET ${Object.keys(facts)
        .map((name) => `${q(name)} = ?`)
        .join(', ')}, ${q('last_run_id')} = ?, ${q('last_seen_at')} = ${dialect.instant('?')}`,
      `WHERE ${isOpen(place)} AND ${same.sql}`,
    ],
    [
      ...Object.values(facts),
      occasion.runId,
      occasion.at.toISOString(),
      occasion.sync,
      occasion.stream,
      ...same.values,
    ],
  )
}

export function insertError(place: Place, occasion: Occasion, record: IsolatedRecord): Statement {
  const { dialect } = place
  const facts = { sync: occasion.sync, stream: occasion.stream, id: record.id ?? null, ...factsOf(record) }
  const stamps = ['first_run_id', 'last_run_id', 'first_seen_at', 'last_seen_at']
  const instant = dialect.instant('?')
  const marks = [...Object.keys(facts).map(() => '?'), '?', '?', instant, instant]
  return statement(
    [
      `INSERT INTO ${relation(place, systemTables.errors)} (${list(place, [...Object.keys(facts), ...stamps])})`,
      `VALUES (${marks.join(', ')})`,
    ],
    [
      ...Object.values(facts),
      occasion.runId,
      occasion.runId,
      occasion.at.toISOString(),
      occasion.at.toISOString(),
    ],
  )
}

/** Closes the open errors of every staged key. */
export function resolveLanded(place: LoadingPlace, { sync, stream, at }: Occasion): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  return statement(
    [
      `UPDATE ${relation(place, systemTables.errors)} SET ${q('resolved_at')} = ${dialect.instant('?')}`,
      `WHERE ${isOpen(place)} AND ${q('id')} IN (${stagedKeys(place)})`,
    ],
    [at.toISOString(), sync, stream],
  )
}

/** Closes the open errors of one record. */
export function resolveGone(place: Place, { sync, stream, at }: Occasion, id: string): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  return statement(
    [
      `UPDATE ${relation(place, systemTables.errors)} SET ${q('resolved_at')} = ${dialect.instant('?')}`,
      `WHERE ${isOpen(place)} AND ${q('id')} = ?`,
    ],
    [at.toISOString(), sync, stream, id],
  )
}

/** Closes what earlier runs left open: a complete listing has met everything there is. */
export function resolveEarlier(place: Place, { sync, stream, runId, at }: Occasion): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  return statement(
    [
      `UPDATE ${relation(place, systemTables.errors)} SET ${q('resolved_at')} = ${dialect.instant('?')}`,
      `WHERE ${isOpen(place)} AND ${q('last_run_id')} <> ?`,
    ],
    [at.toISOString(), sync, stream, runId],
  )
}

export function openErrorIds(place: Place, sync: string, stream: string): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [
      `SELECT DISTINCT ${q('id')} FROM ${relation(place, systemTables.errors)}`,
      `WHERE ${isOpen(place)} AND ${q('id')} IS NOT NULL ORDER BY ${q('id')}`,
    ],
    [sync, stream],
  )
}

function isOpen({ dialect: { identifier: q } }: Place): string {
  return `${q('sync')} = ? AND ${q('stream')} = ? AND ${q('resolved_at')} IS NULL`
}

/** A record without an id is told by what went wrong and where. */
function sameRecord({ dialect: { identifier: q } }: Place, record: IsolatedRecord): Statement {
  if (record.id !== undefined) return statement([`${q('id')} = ?`], [record.id])
  return statement(
    [`${q('id')} IS NULL AND ${q('code')} = ? AND ${q('url')} IS NOT DISTINCT FROM ?`],
    [record.code, record.url ?? null],
  )
}

function factsOf(record: IsolatedRecord): Readonly<Record<string, Scalar>> {
  return {
    code: record.code,
    message: record.message,
    url: record.url ?? null,
    status: record.status ?? null,
    request_id: record.requestId ?? null,
    attempts: record.attempts ?? null,
  }
}
