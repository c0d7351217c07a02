import type { Behaviour, StreamReport } from './report.ts'
import type { IsolatedRecord, StreamRecord } from './stream.ts'
import type { Table } from './table.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The state as last committed. A stream never read has sequence 0 and no state. */
export interface StoredState {
  readonly sequence: number
  readonly state: Json | undefined
}

export interface LoadRequest {
  readonly table: Table
  readonly behaviour: Behaviour
  readonly sync: string
  readonly runId: string
  /** The sequence that `readState` gave; every commit must find it, or its own successor, in place. */
  readonly sequence: number
  /**
   * Names the full read whose ids are remembered across commits (and runs, when resumed), so that
   * the sweep knows what was seen. Absent for reads that never sweep.
   */
  readonly generation?: string
}

/** What belongs to the staged rows and is stored with them, or not at all. */
export interface Checkpoint {
  readonly state: Json
  readonly isolated?: readonly IsolatedRecord[]
  /** Ids isolated before that turned out to be gone: their errors are closed. Landed ids close theirs anyway. */
  readonly gone?: readonly string[]
  /**
   * Ids that the source itself says are gone. Their live rows are marked (`replace`: removed) in the same
   * transaction, before the staged rows land: one that is staged too stays live. Never with `append`: SyncError `bug`.
   */
  readonly deleted?: readonly string[]
  /** The instant written to `_synced_at` and, for deletions, `_deleted_at`. */
  readonly at: Date
}

export interface CommitCounts {
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  /** Rows staged more than once: the newest version landed. */
  readonly deduplicated: number
  /** Live rows marked (`replace`: removed) now because the checkpoint called them deleted. */
  readonly deleted: number
}

export interface QueryResult {
  readonly columns: readonly string[]
  /** Values as JavaScript scalars; JSON columns as text; timestamps as ISO 8601 text in UTC. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
}

export interface QueryBounds {
  readonly rows: number
  readonly signal: AbortSignal
}

/**
 * One stream's writing within one run. Nothing staged is visible before `commit`; close waits for the commits under
 * way and drops what was not committed.
 */
export interface Load extends AsyncDisposable {
  /**
   * Adds records to the batch that is filling, also while commits are under way; one call at a time. Throws before
   * anything is visible when they cannot be written.
   */
  stage(records: readonly StreamRecord<Record<string, unknown>>[]): Promise<void>
  /** Bytes waiting in the batch that is filling, about. */
  readonly stagedBytes: number
  readonly stagedRows: number
  /**
   * Lands the batch and stores the state: both or neither. Also with no rows staged. The batch is what was staged
   * before the call; what is staged from then on belongs to the next. Commits are made one after another, in the
   * order asked for; once one has failed, each later one fails as it did and lands nothing.
   * Throws SyncError `transient` code `state_conflict` when another runner committed meanwhile, `lease_lost` when one
   * has taken over the lease that this run acquired before the load was opened, `config` code `table_taken` when another
   * sync has landed the stream meanwhile, `several_rows_a_key` when the table holds rows that no run of ours landed so.
   */
  commit(checkpoint: Checkpoint): Promise<CommitCounts>
  /** How many live rows this generation has not seen, of how many live rows. */
  unseen(): Promise<{ readonly unseen: number; readonly live: number }>
  /** Keys of the live rows this generation has not seen, in batches. May be called while committing others. */
  suspects(batchSize: number): AsyncIterable<readonly string[]>
  /** Ids that other tables' `references` to this table hold and this generation has not seen, in batches. */
  references(from: readonly Table[], batchSize: number): AsyncIterable<readonly string[]>
  /**
   * Marks every live row that this generation has not seen as deleted (`replace`: removes it), forgets
   * the generation and stores the state, in one transaction. Only ever called with a complete listing.
   * Returns the number of rows marked, those that the checkpoint calls deleted included.
   */
  sweep(checkpoint: Checkpoint): Promise<number>
}

/**
 * One run's hold on one sync in one warehouse: nobody else writes it meanwhile. It ends when it is disposed of, which
 * never throws, or when it was not renewed for several times `renewEveryMs`.
 */
export interface Lease extends AsyncDisposable {
  readonly renewEveryMs: number
  /**
   * Shows a sign of life. Throws SyncError `transient` code `lease_lost` when another run has taken over or the lease
   * was given back.
   */
  renew(): Promise<void>
}

export interface Warehouse extends AsyncDisposable {
  /** Proves that tables can be created and written, and leaves nothing behind. */
  check(): Promise<void>
  /**
   * Creates or widens tables and the system tables; never drops, narrows or renames. All DDL happens here.
   * Throws `config` code `table_taken` when another sync already lands a stream in this schema.
   */
  migrate(sync: string, tables: readonly Table[]): Promise<void>
  /**
   * Takes hold of a sync whose tables are migrated, or takes over from a run that has shown no sign of life for the
   * lifetime of a lease, by the warehouse's own clock. From here on everything that this run's loads commit is
   * refused with SyncError `transient` code `lease_lost` once the lease is not this run's any more.
   * Throws SyncError `transient` code `sync_running`, naming the run, while another one has it.
   */
  acquireLease(sync: string, runId: string): Promise<Lease>
  readState(sync: string, stream: string): Promise<StoredState>
  /** Ids isolated by earlier runs and not landed since. */
  isolatedIds(sync: string, stream: string): Promise<readonly string[]>
  openLoad(request: LoadRequest): Promise<Load>
  recordReport(report: StreamReport): Promise<void>
  /** Newest first; empty when nothing ever ran. */
  reports(sync: string, limit: number): Promise<readonly StreamReport[]>
  /**
   * Read-only: a statement that would change something is refused. With bounds, no more rows than these are read, and
   * an aborted signal ends the statement with SyncError `config` code `query_stopped`.
   */
  query(sql: string, bounds?: QueryBounds): Promise<QueryResult>
  /**
   * Forgets the state and removes the rows of these streams; returns the rows removed.
   * Throws SyncError `transient` code `sync_running` while a live run has the sync's lease.
   */
  reset(sync: string, tables: readonly Table[]): Promise<number>
}
