import type { StreamReport } from '../../contract/report.ts'
import { systemTables } from '../../contract/table.ts'
import { list, type Place, relation, type Scalar, type Statement, statement } from './statement.ts'

/** The columns of `_sync_runs` and the report's field of each, in the order they are written and read. */
export const reportColumns = {
  run_id: 'runId',
  sync: 'sync',
  stream: 'stream',
  strategy: 'strategy',
  behaviour: 'behaviour',
  verdict: 'verdict',
  reason: 'reason',
  code: 'code',
  kind: 'kind',
  listed: 'listed',
  landed: 'landed',
  new: 'new',
  changed: 'changed',
  unchanged: 'unchanged',
  deduplicated: 'deduplicated',
  deleted: 'deleted',
  isolated: 'isolated',
  skipped: 'skipped',
  requests: 'requests',
  retries: 'retries',
  throttled_ms: 'throttledMs',
  bytes: 'bytes',
  started_at: 'startedAt',
  finished_at: 'finishedAt',
} as const satisfies Readonly<Record<string, keyof StreamReport>>

const instants: ReadonlySet<string> = new Set(['started_at', 'finished_at'])

export function deleteReport(place: Place, { runId, stream }: StreamReport): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [`DELETE FROM ${relation(place, systemTables.runs)} WHERE ${q('run_id')} = ? AND ${q('stream')} = ?`],
    [runId, stream],
  )
}

export function insertReport(place: Place, report: StreamReport): Statement {
  const names = Object.keys(reportColumns)
  const marks = names.map((name) => (instants.has(name) ? place.dialect.instant('?') : '?'))
  return statement(
    [
      `INSERT INTO ${relation(place, systemTables.runs)} (${list(place, names)})`,
      `VALUES (${marks.join(', ')})`,
    ],
    Object.values(reportColumns).map((field) => scalar(report[field])),
  )
}

/** Newest first; of one instant in the order of the streams' names. */
export function selectReports(place: Place, sync: string, limit: number): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  const columns = Object.keys(reportColumns).map((name) =>
    instants.has(name) ? dialect.instantText(q(name)) : q(name),
  )
  return statement(
    [
      `SELECT ${columns.join(', ')} FROM ${relation(place, systemTables.runs)} WHERE ${q('sync')} = ?`,
      `ORDER BY ${q('started_at')} DESC, ${q('finished_at')} DESC, ${q('stream')} LIMIT ${limit}`,
    ],
    [sync],
  )
}

function scalar(value: StreamReport[keyof StreamReport]): Scalar {
  return value instanceof Date ? value.toISOString() : value
}
