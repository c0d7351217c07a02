import { systemTables } from '../../contract/table.ts'
import type { Json } from '../../contract/warehouse.ts'
import { cleanText } from '../clean-text.ts'
import { isHeld } from './leases.ts'
import { list, type Place, relation, type Statement, statement } from './statement.ts'

/** Sequence and state of one stream; no row when it was never read. */
export function readState(place: Place, sync: string, stream: string): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  return statement(
    [
      `SELECT ${q('sequence')}, ${dialect.jsonText(q('state'))} FROM ${relation(place, systemTables.state)}`,
      `WHERE ${q('sync')} = ? AND ${q('stream')} = ?`,
    ],
    [sync, stream],
  )
}

/** Gives a stream that was never read its row, with sequence 0. */
export function seedState(place: Place, sync: string, stream: string): Statement {
  const { identifier: q } = place.dialect
  const table = relation(place, systemTables.state)
  return statement(
    [
      `INSERT INTO ${table} (${list(place, ['sync', 'stream', 'sequence'])})`,
      `SELECT ?, ?, 0 WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ${q('sync')} = ? AND ${q('stream')} = ?)`,
    ],
    [sync, stream, sync, stream],
  )
}

export interface StateChange {
  readonly sync: string
  readonly stream: string
  readonly runId: string
  /** The sequence that must be in place. */
  readonly sequence: number
  /** The run must also have the sync's lease. */
  readonly leased: boolean
  readonly state: Json
  readonly at: Date
}

/**
 * Stores a state in place of the expected one. Touches one row, or another runner was faster or has taken over, or
 * another sync has landed the stream.
 */
export function advanceState(place: Place, change: StateChange): Statement {
  const { dialect } = place
  const { identifier: q } = dialect
  const others = ofOthers(place, change)
  return statement(
    [
      `UPDATE ${relation(place, systemTables.state)}`,
      `SET ${q('sequence')} = ${q('sequence')} + 1, ${q('state')} = ${dialect.parseJson('?')}, ${q('run_id')} = ?, ${q('updated_at')} = ${dialect.instant('?')}`,
      `WHERE ${q('sync')} = ? AND ${q('stream')} = ? AND ${q('sequence')} = ?${change.leased ? ` AND ${isHeld(place)}` : ''}`,
      `AND NOT EXISTS (SELECT 1 FROM ${relation(place, systemTables.state)} WHERE ${others.sql})`,
    ],
    [
      // The ids in it are the source's own.
      JSON.stringify(cleanText(change.state)),
      change.runId,
      change.at.toISOString(),
      change.sync,
      change.stream,
      change.sequence,
      ...(change.leased ? [change.runId] : []),
      ...others.values,
    ],
  )
}

/** Touches the states of other syncs that have landed the stream, and leaves them as they are. */
export function touchOthers(place: Place, owner: StreamOwner): Statement {
  const sequence = place.dialect.identifier('sequence')
  const others = ofOthers(place, owner)
  return statement(
    [`UPDATE ${relation(place, systemTables.state)} SET ${sequence} = ${sequence}`, `WHERE ${others.sql}`],
    others.values,
  )
}

type StreamOwner = Pick<StateChange, 'sync' | 'stream'>

function ofOthers({ dialect: { identifier: q } }: Place, { sync, stream }: StreamOwner): Statement {
  return statement([`${q('sync')} <> ? AND ${q('stream')} = ? AND ${q('sequence')} > 0`], [sync, stream])
}

/** Other syncs that have landed something of these streams. */
export function otherOwners(place: Place, sync: string, streams: readonly string[]): Statement {
  const { identifier: q } = place.dialect
  return statement(
    [
      `SELECT ${q('stream')}, ${q('sync')} FROM ${relation(place, systemTables.state)}`,
      `WHERE ${q('sync')} <> ? AND ${q('sequence')} > 0 AND ${q('stream')} IN (${streams.map(() => '?').join(', ')})`,
      `ORDER BY ${q('stream')} LIMIT 1`,
    ],
    [sync, ...streams],
  )
}
