import { SyncError } from '../contract/errors.ts'
import type { IsolatedRecord } from '../contract/stream.ts'
import type { Checkpoint, CommitCounts, LoadRequest } from '../contract/warehouse.ts'
import { leaseLost } from './leases.ts'
import {
  insertError,
  type Occasion,
  repeatError,
  resolveEarlier,
  resolveGone,
  resolveLanded,
} from './sql/errors.ts'
import { renewLease } from './sql/leases.ts'
import { forgetOthers, rememberSeen } from './sql/seen.ts'
import { advanceState, touchOthers } from './sql/state.ts'
import type { Change, LoadingPlace } from './sql/statement.ts'

/** What every commit works on, inside its transaction. */
export interface Settlement {
  readonly change: Change
  readonly place: LoadingPlace
  readonly request: LoadRequest
  /** The sequence that must be in place. */
  readonly sequence: number
  /** The run has acquired the sync's lease and must still have it. */
  readonly leased: boolean
  readonly checkpoint: Checkpoint
}

/** What became of the staged rows. */
export type Landed = Omit<CommitCounts, 'deleted'>

/** What a commit without rows lands. */
export const nothingLanded: Landed = {
  new: 0,
  changed: 0,
  unchanged: 0,
  deduplicated: 0,
}

/** Closes the errors of the staged keys and remembers them as seen. */
export async function settleKeys(work: Settlement): Promise<void> {
  const { change, place, request } = work
  const { table, generation, sync } = request
  await change(resolveLanded(place, occasionOf(work)))
  if (generation === undefined) return
  await change(forgetOthers(place, table, { sync, generation }))
  await change(rememberSeen(place, table, { sync, generation }))
}

export async function recordErrors(work: Settlement): Promise<void> {
  const { isolated = [], gone = [] } = work.checkpoint
  for (const record of isolated) await recordError(work, record)
  for (const id of gone) await work.change(resolveGone(work.place, occasionOf(work), id))
}

/** A complete listing has met everything there is: what earlier runs left open is closed. */
export async function closeEarlierErrors(work: Settlement): Promise<void> {
  await work.change(resolveEarlier(work.place, occasionOf(work)))
}

/**
 * Last, so that a lost race undoes everything. Throws SyncError `transient` (`state_conflict`, `lease_lost`) or `config`
 * (`table_taken`).
 */
export async function advance(work: Settlement): Promise<void> {
  const { change, place, request, sequence, leased, checkpoint } = work
  const { sync, runId, table } = request
  const { state, at } = checkpoint
  const next = { sync, runId, stream: table.name, sequence, leased, state, at }
  const touched = await change(advanceState(place, next))
  if (touched === 1) return
  if (await hasLostLease(work)) throw leaseLost(sync)
  throw (await change(touchOthers(place, next))) > 0 ? tableTaken(request) : stateConflict(request)
}

async function hasLostLease({ change, place, request, leased }: Settlement): Promise<boolean> {
  return leased && (await change(renewLease(place, request))) === 0
}

/** Both found the stream free when they began. */
function tableTaken({ sync, table }: LoadRequest): SyncError {
  const message = `Another sync landed ${table.name} in this schema meanwhile: give ${sync} another schema.`
  return new SyncError('config', message, { code: 'table_taken' })
}

export function stateConflict({ sync, table }: LoadRequest): SyncError {
  const message = `Another run of ${sync} stored the state of ${table.name} meanwhile: wait for it to end, then run again.`
  return new SyncError('transient', message, { code: 'state_conflict' })
}

/** Throws SyncError `transient` code `rows_lost` unless as many rows arrived as were staged. */
export function expectCount({ table }: LoadRequest, arrived: number, expected: number): void {
  if (arrived === expected) return
  const message = `${arrived} of ${expected} staged rows of ${table.name} arrived; nothing of them landed: run again.`
  throw new SyncError('transient', message, { code: 'rows_lost' })
}

/** Landing the batch would double rows: it is rolled back. */
export function severalRowsAKey({ table }: LoadRequest): SyncError {
  const message = `The table ${table.name} holds several rows of one key; reset the stream, then run again.`
  return new SyncError('config', message, { code: 'several_rows_a_key' })
}

async function recordError(work: Settlement, record: IsolatedRecord): Promise<void> {
  const occasion = occasionOf(work)
  const repeated = await work.change(repeatError(work.place, occasion, record))
  if (repeated === 0) await work.change(insertError(work.place, occasion, record))
}

function occasionOf({ request, checkpoint }: Settlement): Occasion {
  return { sync: request.sync, stream: request.table.name, runId: request.runId, at: checkpoint.at }
}
