import type { RunEvent } from '../contract/events.ts'
import type { CheckStep, Settings } from '../contract/plugin.ts'
import type { RunPlan } from '../run/run-plan.ts'
import type {
  Answer,
  CatalogStream,
  Choice,
  ClauseFinding,
  ConnectionInput,
  ConnectionView,
  Forms,
  Freshness,
  HistoryPoint,
  IsolatedView,
  LogLevel,
  LogLine,
  Notice,
  NotificationInput,
  NotificationSettings,
  Overview,
  Page,
  Paging,
  Question,
  RunOptions,
  RunStatus,
  RunView,
  SyncInput,
  SyncView,
  TableView,
} from './views.ts'

/**
 * The operations that the REST API, the pages and the command line share. Every failure is a SyncError with one
 * sentence for people: `not_found` for an id that is not there, `config` with the field at fault (`field`)
 * for input that is wrong. What promises, rejects and never throws: several may be waited for at once.
 * Nothing that it gives out holds a secret.
 */
export interface Control extends AsyncDisposable {
  /** Starts running what is queued and queueing what is due. */
  start(): void
  forms(): Forms
  catalog(): readonly CatalogStream[]
  /** Ready-made questions for the SQL box. */
  questions(): readonly Question[]
  overview(): Promise<Overview>
  readonly connections: Connections
  readonly syncs: Syncs
  readonly runs: Runs
  readonly data: Data
  readonly notifications: Notifications
}

export interface Connections {
  list(paging?: Paging): Promise<Page<ConnectionView>>
  /** Ids and names of those whose name holds the text, to choose from; the first 100. */
  choices(search: string): Promise<readonly Choice[]>
  get(id: string): Promise<ConnectionView>
  create(input: ConnectionInput): Promise<ConnectionView>
  update(id: string, input: ConnectionInput): Promise<ConnectionView>
  /** Refused (`config`, `connection_in_use`) while a sync uses it. */
  remove(id: string): Promise<void>
  /** Each step as it happens. The outcome is kept as the connection's last check. */
  check(id: string, signal: AbortSignal): AsyncIterable<CheckStep>
  /** The same for what is not saved yet; with an id, its stored secrets stand in for those that are absent. */
  checkInput(input: ConnectionInput, signal: AbortSignal, id?: string): AsyncIterable<CheckStep>
}

export interface Syncs {
  list(paging?: Paging): Promise<Page<SyncView>>
  /** Ids and names of those whose name holds the text, to choose from; the first 100. */
  choices(search: string): Promise<readonly Choice[]>
  get(id: string): Promise<SyncView>
  create(input: SyncInput): Promise<SyncView>
  update(id: string, input: SyncInput): Promise<SyncView>
  /** Stops its runs first, and waits for them. Landed tables stay. */
  remove(id: string): Promise<void>
  pause(id: string): Promise<SyncView>
  resume(id: string): Promise<SyncView>
  /** What a run would do now and what it would cost; writes nothing. */
  plan(id: string, signal: AbortSignal): Promise<RunPlan>
  /** The same for what is not saved yet; with an id, its stored secrets stand in for those that are absent. */
  planInput(input: SyncInput, signal: AbortSignal, id?: string): Promise<RunPlan>
  checkClause(connectionId: string, clause: string, signal: AbortSignal): Promise<ClauseFinding>
  /** Spaces whose key or name holds the text; at most 50. */
  spaces(connectionId: string, search: string, signal: AbortSignal): Promise<readonly Choice[]>
  /** The clause limited to these spaces, in place of a limit that was put in this way before. */
  withSpaces(clause: string, keys: readonly string[]): string
  /** Whether it can be written; with an id, its stored secrets stand in for those that are absent. */
  checkWarehouse(settings: Settings, signal: AbortSignal, id?: string): AsyncIterable<CheckStep>
  /** The configuration file for the command line, with `${NAME}` where secrets stand. */
  export(id: string): Promise<Readonly<Record<string, unknown>>>
  /** The newest runs that have ended, oldest first; at most `limit` (default 50). */
  history(id: string, limit?: number): Promise<readonly HistoryPoint[]>
  /** Of each stream that was ever run. */
  freshness(id: string): Promise<readonly Freshness[]>
}

export interface RunFilter extends Paging {
  readonly syncId?: string | undefined
  readonly status?: RunStatus | undefined
}

export interface LogFilter extends Paging {
  /** This level and what is graver. */
  readonly level?: LogLevel | undefined
  readonly stream?: string | undefined
  /** Text that the message holds, in either case. */
  readonly search?: string | undefined
}

/** What has happened since the change before, and how the run stands now. */
export interface RunChange {
  /** Grows; given back as `after`, following goes on right there. */
  readonly id: number
  /** Those worth keeping: how many rows were read stands in `run` alone. */
  readonly events: readonly { readonly id: number; readonly at: Date; readonly event: RunEvent }[]
  readonly run: RunView
}

export interface Runs {
  /** Queues a run. Throws `config` `run_under_way` while one of the sync waits or runs. */
  start(syncId: string, options?: RunOptions): Promise<RunView>
  /** Asks the run to stop; it ends with its batch committed or dropped. */
  cancel(runId: string): Promise<RunView>
  /** A full refresh of these streams: what is gone from the site is found, nothing is emptied first. */
  rebuild(syncId: string, streams: readonly string[]): Promise<RunView>
  /** Newest first. */
  list(filter?: RunFilter): Promise<Page<RunView>>
  get(runId: string): Promise<RunView>
  /** Oldest first. */
  logs(runId: string, filter?: LogFilter): Promise<Page<LogLine>>
  /** All lines that fit, for a download, in pieces of some hundred lines; no piece is read before it is asked for. */
  logText(runId: string, filter?: LogFilter): AsyncIterable<string>
  /** What could not be landed and still has not been, as the run's warehouse keeps it. */
  isolated(runId: string, paging?: Paging): Promise<Page<IsolatedView>>
  /** Replays what was, then goes on until the run ends, or the signal aborts. */
  follow(runId: string, signal: AbortSignal, after?: number): AsyncIterable<RunChange>
}

export interface Data {
  tables(syncId: string): Promise<readonly TableView[]>
  /** First rows of a landed table. */
  rows(syncId: string, table: string, paging?: Paging): Promise<Answer>
  /** One read-only statement; at most 1,000 rows and 30 seconds. */
  query(syncId: string, sql: string, signal: AbortSignal): Promise<Answer>
}

export interface Notifications {
  /** Newest first. */
  list(paging?: Paging): Promise<Page<Notice>>
  markSeen(): Promise<void>
  settings(): Promise<NotificationSettings>
  update(input: NotificationInput): Promise<NotificationSettings>
  /** Sends one to the webhook, to try it. */
  test(signal: AbortSignal): Promise<{ readonly delivered: boolean; readonly message: string }>
}
