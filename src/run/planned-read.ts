import type { StoredState } from '../contract/warehouse.ts'
import { hashOf } from './choose-columns.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { Plan, PlanRequest } from './plan.ts'
import { hasPlaces, planRead } from './plan.ts'
import { parseState, type SyncState } from './state.ts'

/** What decides on the next read of a stream; what a run would do and what it does are asked here. */
export type ReadRequest = Pick<
  RunRequest,
  'connection' | 'parameters' | 'fullRefresh' | 'limits' | 'runId' | 'signal'
>

/** The read that this run goes about, given what is stored of the earlier ones. */
export async function plannedRead(
  request: ReadRequest,
  selected: SelectedStream,
  stored: StoredState,
): Promise<Plan> {
  const asked = planRequest(request, selected, stored)
  return planRead({ ...asked, view: await viewNow(request, asked.stored) })
}

/** The strategy of that read, as far as it can be told without asking the site. */
export const plannedStrategy = (request: ReadRequest, selected: SelectedStream, stored: StoredState) =>
  planRead(planRequest(request, selected, stored)).state.read.strategy

function planRequest(request: ReadRequest, selected: SelectedStream, { state }: StoredState): PlanRequest {
  return {
    stored: parseState(state),
    strategy: selected.strategy,
    scope: scopeOf(request, selected),
    keepsVersions: selected.behaviour === 'append',
    fullRefresh: request.fullRefresh,
    now: request.connection.now(),
    overlapMs: request.limits.overlapMs,
    fullReadEveryMs: request.limits.fullReadEveryMs,
    generation: request.runId,
  }
}

// Only where there is a read to go on with, and somebody who would.
async function viewNow(
  { connection, fullRefresh, signal }: ReadRequest,
  stored: SyncState | undefined,
): Promise<string | undefined> {
  if (fullRefresh || !hasPlaces(stored?.read)) return undefined
  return await connection.view(signal, new Date(stored.read.startedAt))
}

/** Whether the read ends by marking what it has not seen. With `append` every version stays. */
export const isSwept = ({ state }: Plan, { behaviour }: SelectedStream): boolean =>
  state.read.strategy === 'full_refresh' && behaviour !== 'append'

/**
 * Another site, account, clause or cursor field reads other rows, and another set of columns other values: the
 * state of one says nothing about the other.
 */
function scopeOf(
  request: ReadRequest,
  { stream, table, cursorField, columns: choices = {}, hashKey }: SelectedStream,
): string {
  const parameters = (stream.parameters ?? []).map((name) => [name, request.parameters[name] ?? null])
  const { site, account } = request.connection
  const columns = table.columns.map(({ name, field }) =>
    choices[field] === 'hash' ? [name, hashOf(name, hashKey)] : name,
  )
  return JSON.stringify({ site, account, cursorField: cursorField ?? null, parameters, columns })
}
