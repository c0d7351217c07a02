import { z } from 'zod'
import type { RunEvent } from '../contract/events.ts'
import { instant, totalOf } from './columns.ts'
import type { Store, Value } from './database.ts'
import type { Slice } from './slice.ts'

export const logLevels = ['info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export interface StoredEvent {
  readonly id: number
  readonly at: Date
  readonly event: RunEvent
}

export interface LogDraft {
  readonly level: LogLevel
  readonly stream?: string
  readonly message: string
}

export interface StoredLine extends LogDraft {
  readonly id: number
  readonly at: Date
}

export interface LogFilter {
  readonly level?: LogLevel | undefined
  readonly stream?: string | undefined
  readonly search?: string | undefined
}

/** What a run said: events for machines, lines for people. Numbered from 1 within the run. */
export interface WordBook {
  addEvent(runId: string, event: RunEvent, at: number): void
  events(runId: string, after: number): readonly StoredEvent[]
  addLine(runId: string, line: LogDraft, at: number): void
  lines(runId: string, filter: LogFilter, slice: Slice): readonly StoredLine[]
  countLines(runId: string, filter: LogFilter): number
  /** The first lines that come after this one. */
  linesAfter(runId: string, filter: LogFilter, after: number, limit: number): readonly StoredLine[]
}

export function wordBook(store: Store): WordBook {
  const nextId = (table: string) => `(select coalesce(max(id), 0) + 1 from ${table} where run_id = ?)`
  return {
    addEvent: (runId, event, at) =>
      void store.run(
        `insert into run_events (run_id, id, at, event) values (?, ${nextId('run_events')}, ?, ?)`,
        ...[runId, runId, at, JSON.stringify(event)],
      ),
    events: (runId, after) =>
      store
        .all('select id, at, event from run_events where run_id = ? and id > ? order by id', runId, after)
        .map((found) => eventRow.parse(found))
        .map(({ id, at, event }) => ({ id, at, event: revived(event) })),
    addLine: (runId, { level, stream, message }, at) =>
      void store.run(
        `insert into run_logs (run_id, id, at, level, stream, message)
         values (?, ${nextId('run_logs')}, ?, ?, ?, ?)`,
        ...[runId, runId, at, logLevels.indexOf(level), stream ?? null, message],
      ),
    lines(runId, filter, { limit, offset }) {
      const { where, values } = conditions(runId, filter)
      return store
        .all(`select * from run_logs ${where} order by id limit ? offset ?`, ...values, limit, offset)
        .map((found) => lineRow.parse(found))
    },
    linesAfter(runId, filter, after, limit) {
      const { where, values } = conditions(runId, filter)
      return store
        .all(`select * from run_logs ${where} and id > ? order by id limit ?`, ...values, after, limit)
        .map((found) => lineRow.parse(found))
    },
    countLines(runId, filter) {
      const { where, values } = conditions(runId, filter)
      return totalOf(store.get(`select count(*) as total from run_logs ${where}`, ...values))
    },
  }
}

const eventRow = z.object({ id: z.number(), at: instant, event: z.string() })

const instants: ReadonlySet<string> = new Set(['at', 'startedAt', 'finishedAt'])

// What this program wrote, and in the form it wrote it in.
function revived(text: string): RunEvent {
  return JSON.parse(text, (key, value) => (instants.has(key) ? new Date(value) : value))
}

const lineRow = z
  .object({
    id: z.number(),
    at: instant,
    level: z.number(),
    stream: z.string().nullable(),
    message: z.string(),
  })
  .transform(({ level, stream, ...line }) => ({
    ...line,
    level: logLevels[level] ?? 'error',
    ...(stream === null ? {} : { stream }),
  }))

function conditions(runId: string, { level, stream, search }: LogFilter) {
  const given: readonly (readonly [string, Value | undefined])[] = [
    ['run_id = ?', runId],
    ['level >= ?', level && logLevels.indexOf(level)],
    ['stream = ?', stream],
    ["message like ? escape '\\'", search && `%${search.replace(/[\\%_]/g, '\\$&')}%`],
  ]
  const used = given.filter(
    (pair): pair is readonly [string, Value] => pair[1] !== undefined && pair[1] !== '',
  )
  return { where: `where ${used.map(([sql]) => sql).join(' and ')}`, values: used.map(([, value]) => value) }
}
