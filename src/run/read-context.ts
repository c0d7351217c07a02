import type { TrafficObserver } from '../contract/plugin.ts'
import type { ReadContext } from '../contract/stream.ts'
import type { RunRequest, SelectedStream } from './job.ts'
import type { Plan } from './plan.ts'

/** What the context of a read takes from those who keep the books of it. */
export interface Books extends Pick<ReadContext<unknown>, 'isKnown' | 'references'> {
  readonly observe: TrafficObserver
}

/** What a stream may use for the planned read, at its start: no partition, nothing to resume. */
export function readContext(
  request: Pick<RunRequest, 'connection' | 'parameters' | 'signal'>,
  { cursorField, columns }: SelectedStream,
  { state }: Plan,
  { isKnown, references, observe }: Books,
): ReadContext<unknown> {
  const { read, cursor } = state
  return {
    client: request.connection.client(observe, request.signal),
    strategy: read.strategy,
    parameters: request.parameters,
    cursorField,
    since: read.since === undefined ? undefined : new Date(read.since),
    cursor: cursor === undefined ? undefined : new Date(cursor),
    lands: (field) => columns?.[field] !== 'leave_out',
    isKnown,
    horizon: new Date(read.startedAt),
    partition: {},
    resume: undefined,
    references,
    signal: request.signal,
  }
}
