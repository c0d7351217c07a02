import { systemTables } from '../contract/table.ts'
import type { Warehouse } from '../contract/warehouse.ts'
import type { SelectedStream } from './job.ts'
import { liveRows } from './live-rows.ts'
import { parseState } from './state.ts'

/** How a stream stands, by the warehouse alone. */
export interface StreamStatus {
  readonly stream: string
  /** Of the last run that came to an end; null: there was none. */
  readonly lastVerdict: string | null
  /** When a run of it last succeeded, ISO 8601 in UTC; null: never. */
  readonly succeededAt: string | null
  /** Since then, in milliseconds; null also where what landed was reset. */
  readonly ageMs: number | null
  /** Live rows; null where nothing has landed, or all was reset. */
  readonly rows: number | null
  /** Everything stamped before it has landed; null between the first rows and the end of a full read, too. */
  readonly cursor: string | null
  /** Records that could not be landed, not landed since. */
  readonly isolated: number
}

/** How these streams of the sync stand at this moment. Asks the warehouse, not the site; writes nothing. */
export async function streamStatuses(
  warehouse: Warehouse,
  { name, streams }: { readonly name: string; readonly streams: readonly SelectedStream[] },
  now: number,
): Promise<readonly StreamStatus[]> {
  const endings = await endingsOf(warehouse, name)
  const statuses: StreamStatus[] = []
  for (const { stream } of streams) {
    const { lastVerdict, succeededAt } = endings.get(stream.name) ?? never
    const stored = await warehouse.readState(name, stream.name)
    statuses.push({
      ...{ stream: stream.name, lastVerdict, succeededAt },
      ageMs: succeededAt === null || stored.sequence === 0 ? null : ageOf(succeededAt, now),
      rows: (await liveRows(warehouse, stored, stream.name)) ?? null,
      cursor: parseState(stored.state)?.cursor ?? null,
      isolated: (await warehouse.isolatedIds(name, stream.name)).length,
    })
  }
  return statuses
}

// The clock of who ran it may be ahead.
const ageOf = (succeededAt: string, now: number) => Math.max(0, now - Date.parse(succeededAt))

type Ending = Pick<StreamStatus, 'lastVerdict' | 'succeededAt'>

const never: Ending = { lastVerdict: null, succeededAt: null }

/** The history may be long, and a stream's last success far back in it: the warehouse finds them. */
async function endingsOf(warehouse: Warehouse, sync: string): Promise<ReadonlyMap<string, Ending>> {
  // Where nothing ever ran there is no table to ask.
  if ((await warehouse.reports(sync, 1)).length === 0) return new Map()
  const { rows } = await warehouse.query(
    `select stream, max_by(verdict, started_at), max(case when verdict = 'succeeded' then finished_at end)
     from ${systemTables.runs} where sync = '${sync.replaceAll("'", "''")}' group by stream`,
  )
  return new Map(
    rows.map(([stream, verdict, succeeded]) => [
      String(stream),
      { lastVerdict: textOf(verdict), succeededAt: textOf(succeeded) },
    ]),
  )
}

const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value))
