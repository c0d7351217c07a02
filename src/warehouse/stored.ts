import { z } from 'zod'
import { SyncError } from '../contract/errors.ts'
import type { StreamReport } from '../contract/report.ts'
import { systemTables } from '../contract/table.ts'
import type { Json, StoredState } from '../contract/warehouse.ts'
import { reportColumns } from './sql/runs.ts'

/** A row of `readState` as the state; no row: never read. */
export function stateOf(row: readonly unknown[] | undefined, stream: string): StoredState {
  if (row === undefined) return { sequence: 0, state: undefined }
  return { sequence: Number(row[0]), state: parsed(row[1], stream) }
}

/** A row of `selectReports` as the report. Throws SyncError `config` code `report_unreadable`. */
export function reportOf(row: readonly unknown[]): StreamReport {
  const stored = storedReport.safeParse(Object.fromEntries(fields.map((field, index) => [field, row[index]])))
  if (stored.success) return stored.data
  throw new SyncError('config', `A row of ${systemTables.runs} was changed by hand: remove it.`, {
    code: 'report_unreadable',
    cause: stored.error,
  })
}

const fields = Object.values(reportColumns)
const count = z.number()

const storedReport = z.object({
  runId: z.string(),
  sync: z.string(),
  stream: z.string(),
  strategy: z.enum(['full_refresh', 'incremental']),
  behaviour: z.enum(['merge', 'append', 'replace']),
  verdict: z.enum(['succeeded', 'incomplete', 'failed', 'cancelled']),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  kind: z.string().nullable(),
  listed: count,
  landed: count,
  new: count,
  changed: count,
  unchanged: count,
  deduplicated: count,
  deleted: count,
  isolated: count,
  skipped: count,
  requests: count,
  retries: count,
  throttledMs: count,
  bytes: count,
  startedAt: z.coerce.date(),
  finishedAt: z.coerce.date(),
}) satisfies z.ZodType<StreamReport>

function parsed(text: unknown, stream: string): Json | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `The stored state of ${stream} cannot be read: reset the stream, then run again.`
    throw new SyncError('config', message, { code: 'state_unreadable', cause })
  }
}
