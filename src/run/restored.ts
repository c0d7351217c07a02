import type { RunEvent } from '../contract/events.ts'
import type { StreamRun } from './land.ts'
import { land } from './land.ts'

/** Asks for what earlier reads marked as deleted and the trash no longer holds: it may have been restored. */
export async function* landRestored(run: StreamRun): AsyncGenerator<RunEvent> {
  const ids = run.batch.unheardOf()
  if (ids.length > 0) yield* land(run, run.selected.stream.lookUp(run.context, ids))
}
