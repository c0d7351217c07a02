import { subMilliseconds } from 'date-fns'
import { SyncError } from '../contract/errors.ts'
import type { SyncStrategy } from '../contract/stream.ts'
import type { ReadUnderWay, SyncState } from './state.ts'

/** An interrupted read older than this starts anew: too much may have changed behind it. */
export const resumableForMs = 24 * 60 * 60 * 1000

export interface PlanRequest {
  readonly stored: SyncState | undefined
  readonly strategy: SyncStrategy
  readonly scope: string
  /** `append`: every version stays, several rows a key. */
  readonly keepsVersions: boolean
  /** The user asked for a full read of a stream that would be incremental. */
  readonly fullRefresh: boolean
  /** The site's clock. */
  readonly now: Date
  readonly overlapMs: number
  /** The longest that incremental reads go on without a full one between them. */
  readonly fullReadEveryMs: number
  /** What the caller sees now of what was there when the interrupted read began, where there is one to go on with. */
  readonly view?: string | undefined
  /** The name of a new read. */
  readonly generation: string
}

export interface Plan {
  readonly state: SyncState & { readonly read: ReadUnderWay }
  /** One clause, for people. */
  readonly because: string
}

/** Decides what this run reads: the rest of an interrupted read, what changed, or everything. */
export function planRead(request: PlanRequest): Plan {
  const { stored, scope } = request
  if (stored?.keepsVersions && !request.keepsVersions) throw versionsKept()
  if (stored === undefined) return fullRead(request, 'nothing was read before')
  if (stored.scope !== scope) return fullRead(request, 'the site or a parameter of this stream changed')
  if (request.fullRefresh) return fullRead(request, 'a full refresh was asked for')
  const interrupted = resumable(request, stored.read)
  if (interrupted)
    return {
      state: { ...stored, read: interrupted },
      because: `resuming the read begun at ${interrupted.startedAt}`,
    }
  if (request.strategy === 'full_refresh') return fullRead(request, 'this stream is read in full each time')
  if (stored.cursor === undefined) return fullRead(request, 'no full read was completed before')
  if (isAhead(request, stored)) return fullRead(request, "the site's clock was set back")
  if (isOverdue(request, stored)) return fullRead(request, `the last full read is of ${stored.fullAt}`)
  return changes(request, stored, stored.cursor)
}

function versionsKept(): SyncError {
  return new SyncError(
    'config',
    'This stream was landed with the behaviour append, several rows a key; reset it before another behaviour takes over.',
    { code: 'behaviour_changed' },
  )
}

function resumable(request: PlanRequest, read: ReadUnderWay | undefined): ReadUnderWay | undefined {
  if (read === undefined) return undefined
  const age = request.now.getTime() - Date.parse(read.startedAt)
  const wanted = read.strategy === 'full_refresh' || request.strategy === 'incremental'
  const fits = wanted && age >= -request.overlapMs && age <= resumableForMs
  return fits && (!hasPlaces(read) || read.view === request.view) ? read : undefined
}

/** Whether a read was interrupted at a place that another one could go on from. */
export const hasPlaces = (read: ReadUnderWay | undefined): read is ReadUnderWay =>
  read !== undefined && Object.keys(read.partitions).length > 0

// What changed since carries stamps from before the cursor, and the next full read would be long in coming.
function isAhead({ now, overlapMs }: PlanRequest, { cursor, fullAt }: SyncState): boolean {
  const latest = now.getTime() + overlapMs
  return [cursor, fullAt].some((instant) => instant !== undefined && Date.parse(instant) > latest)
}

// The old cursor goes with the old state: a full read that is interrupted is resumed, never followed by an
// incremental one that would trust rows this read has not confirmed yet.
// What changes without a new version (a restored or moved page, a label, a purge) shows in full reads alone.
function isOverdue({ now, fullReadEveryMs }: PlanRequest, { fullAt }: SyncState): boolean {
  return fullAt === undefined || now.getTime() - Date.parse(fullAt) > fullReadEveryMs
}

function fullRead(request: PlanRequest, because: string): Plan {
  const state: Plan['state'] = {
    version: 1,
    scope: request.scope,
    ...(request.keepsVersions ? { keepsVersions: true } : {}),
    ledger: [],
    read: newRead(request, 'full_refresh'),
  }
  return { state, because }
}

function changes(request: PlanRequest, stored: SyncState, cursor: string): Plan {
  const since = subMilliseconds(new Date(cursor), request.overlapMs).toISOString()
  // What a read that broke off has marked as deleted stays known as such.
  const { trashed = stored.trashed } = stored.read ?? {}
  return {
    state: { ...stored, trashed, read: { ...newRead(request, 'incremental'), since } },
    because: `reading what changed since ${since}`,
  }
}

function newRead(request: PlanRequest, strategy: SyncStrategy): ReadUnderWay {
  return {
    strategy,
    generation: request.generation,
    startedAt: request.now.toISOString(),
    ledger: [],
    partitions: {},
  }
}
