import type { StoredState } from '../contract/warehouse.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { Plan } from './plan.ts'
import { planRead } from './plan.ts'
import { parseState } from './state.ts'

/** What decides on the next read of a stream; what a run would do and what it does are asked here. */
export type ReadRequest = Pick<RunRequest, 'connection' | 'parameters' | 'fullRefresh' | 'limits' | 'runId'>

/** The read that this run goes about, given what is stored of the earlier ones. */
export function plannedRead(request: ReadRequest, selected: SelectedStream, stored: StoredState): Plan {
  return planRead({
    stored: parseState(stored.state),
    strategy: selected.strategy,
    scope: scopeOf(request, selected),
    keepsVersions: selected.behaviour === 'append',
    fullRefresh: request.fullRefresh,
    now: request.connection.now(),
    overlapMs: request.limits.overlapMs,
    fullReadEveryMs: request.limits.fullReadEveryMs,
    generation: request.runId,
  })
}

/** Whether the read ends by marking what it has not seen. With `append` every version stays. */
export const isSwept = ({ state }: Plan, { behaviour }: SelectedStream): boolean =>
  state.read.strategy === 'full_refresh' && behaviour !== 'append'

/**
 * Another site, account, clause or cursor field reads other rows, and another set of columns other values: the
 * state of one says nothing about the other.
 */
function scopeOf(request: ReadRequest, { stream, table, cursorField }: SelectedStream): string {
  const parameters = (stream.parameters ?? []).map((name) => [name, request.parameters[name] ?? null])
  const { site, account } = request.connection
  const columns = table.columns.map(({ name }) => name)
  return JSON.stringify({ site, account, cursorField: cursorField ?? null, parameters, columns })
}
