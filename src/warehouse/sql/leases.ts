import { systemTables } from '../../contract/table.ts'
import { list, type Place, relation, type Statement, statement } from './statement.ts'

/** One run's hold on a sync. */
export interface Hold {
  readonly sync: string
  readonly runId: string
}

/** By what a hold is judged. */
export interface LeaseTerms {
  /** How long a hold lasts after its run's last sign of life, by the warehouse's own clock; whole seconds. */
  readonly lifetimeMs: number
  /** Names whoever has the warehouse open. */
  readonly holder: string
  /** Only one holder at a time can have the warehouse open, so that every other one's hold is a dead one's. */
  readonly oneHolder: boolean
}

/** Gives the run the hold, unless a live one has it: touches one row, or none. */
export function takeLease(place: Place, { sync, runId }: Hold, terms: LeaseTerms): Statement {
  const { identifier: q } = place.dialect
  const names = ['sync', 'run_id', 'holder']
  const stamps = ['acquired_at', 'renewed_at']
  const taken = [
    ...['run_id', 'holder'].map((name) => `${q(name)} = S.${q(name)}`),
    ...stamps.map((name) => `${q(name)} = ${now}`),
  ]
  const othersHold = terms.oneHolder ? ` OR T.${q('holder')} <> S.${q('holder')}` : ''
  return statement(
    [
      `MERGE INTO ${relation(place, systemTables.leases)} T`,
      `USING (SELECT ${names.map((name) => `? AS ${q(name)}`).join(', ')}) S`,
      `ON T.${q('sync')} = S.${q('sync')}`,
      `WHEN MATCHED AND (T.${q('renewed_at')} <= ${deadBefore(terms)}${othersHold}) THEN UPDATE SET ${taken.join(', ')}`,
      `WHEN NOT MATCHED THEN INSERT (${list(place, [...names, ...stamps])})`,
      `VALUES (${list(place, names, 'S.')}, ${now}, ${now})`,
    ],
    [sync, runId, terms.holder],
  )
}

/** A sign of life; touches no row when the hold is another's. */
export function renewLease(place: Place, { sync, runId }: Hold): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [
      `UPDATE ${relation(place, systemTables.leases)} SET ${q('renewed_at')} = ${now}`,
      `WHERE ${q('sync')} = ? AND ${q('run_id')} = ?`,
    ],
    [sync, runId],
  )
}

export function releaseLease(place: Place, { sync, runId }: Hold): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [`DELETE FROM ${relation(place, systemTables.leases)}`, `WHERE ${q('sync')} = ? AND ${q('run_id')} = ?`],
    [sync, runId],
  )
}

/** The live hold on a sync, if there is one: its run, when it began and its last sign of life. */
export function liveLease(place: Place, sync: string, terms: LeaseTerms): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  return statement(
    [
      `SELECT ${q('run_id')}, ${dialect.instantText(q('acquired_at'))}, ${dialect.instantText(q('renewed_at'))}`,
      `FROM ${relation(place, systemTables.leases)}`,
      `WHERE ${q('sync')} = ? AND ${q('renewed_at')} > ${deadBefore(terms)}${terms.oneHolder ? ` AND ${q('holder')} = ?` : ''}`,
    ],
    [sync, ...(terms.oneHolder ? [terms.holder] : [])],
  )
}

/** "The run whose id is bound here has the hold": a condition on a row with its sync. */
export function isHeld(place: Place): string {
  const { identifier: q } = place.dialect
  return `${q('sync')} IN (SELECT ${q('sync')} FROM ${relation(place, systemTables.leases)} WHERE ${q('run_id')} = ?)`
}

const now = 'CURRENT_TIMESTAMP'

function deadBefore({ lifetimeMs }: LeaseTerms): string {
  return `${now} - INTERVAL '${lifetimeMs / 1000} seconds'`
}
