import { SyncError } from '../contract/errors.ts'
import type { RunEvent } from '../contract/events.ts'
import type { Page } from '../contract/stream.ts'
import type { StreamRun } from './land.ts'
import { land } from './land.ts'

type RowPage = Page<Record<string, unknown>>

/** Asks again, before anything else, for the records that earlier runs could not land. */
export async function* retryIsolated(run: StreamRun): AsyncGenerator<RunEvent> {
  const { request, selected, batch } = run
  const missing = new Set(await request.warehouse.isolatedIds(request.sync, selected.stream.name))
  if (missing.size === 0) return
  const pages = selected.stream.lookUp(run.context, [...missing])
  try {
    yield* land(run, crossOff(missing, pages, selected.stream.primaryKey))
    batch.giveUp(missing)
  } catch (error) {
    if (!(error instanceof SyncError) || error.kind !== 'transient') throw error
    // They stay isolated; whether the site is out of order the listing will show.
    batch.miss(`records that earlier runs could not land fail still (${missing.size}); see the _errors table`)
  }
  await batch.commit()
}

/** Passes the pages on and takes the ids in them off the list. */
async function* crossOff(
  ids: Set<string>,
  pages: AsyncIterable<RowPage>,
  primaryKey: string,
): AsyncGenerator<RowPage> {
  for await (const page of pages) {
    for (const { row } of page.records) ids.delete(String(row[primaryKey]))
    for (const { id } of page.isolated ?? []) if (id !== undefined) ids.delete(id)
    yield page
  }
}
