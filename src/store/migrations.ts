import { SyncError } from '../contract/errors.ts'
import type { Store } from './database.ts'

/** Each one is run once, in this order; what was released is never changed. Instants are milliseconds since 1970. */
const migrations: readonly (readonly string[])[] = [
  [
    `create table connections (
      id text primary key, name text not null collate nocase unique, method text not null,
      settings text not null, secrets text not null,
      created_at integer not null, updated_at integer not null,
      check_passed integer, check_at integer, check_message text) strict`,
    `create table syncs (
      id text primary key, name text not null collate nocase unique,
      connection_id text not null references connections (id),
      parameters text not null, streams text not null, warehouse text not null, secrets text not null,
      limits text not null, schedule text not null, after_sync_id text, anchor_at integer not null,
      paused integer not null, next_at integer, last_run_id text,
      created_at integer not null, updated_at integer not null) strict`,
    'create index syncs_due on syncs (next_at) where next_at is not null',
    'create index syncs_after on syncs (after_sync_id) where after_sync_id is not null',
    'create index syncs_connection on syncs (connection_id)',
    `create table runs (
      id text primary key, sync_id text not null references syncs (id) on delete cascade,
      sync_name text not null, trigger text not null, slot text, options text not null,
      status text not null, reason text, code text, stopping integer not null default 0,
      queued_at integer not null, started_at integer, finished_at integer,
      owner text, heartbeat_at integer,
      listed integer not null default 0, landed integer not null default 0) strict`,
    // No slot is ever run twice, and no sync has two runs at once, whatever the servers believe.
    'create unique index runs_slot on runs (sync_id, slot) where slot is not null',
    "create unique index runs_one_at_a_time on runs (sync_id) where status in ('queued', 'running')",
    "create index runs_under_way on runs (queued_at) where status in ('queued', 'running')",
    'create index runs_newest on runs (queued_at, id)',
    'create index runs_of_sync on runs (sync_id, queued_at, id)',
    'create index runs_by_status on runs (status, queued_at, id)',
    `create table run_streams (
      run_id text not null references runs (id) on delete cascade, stream text not null,
      position integer not null, strategy text not null, because text not null, expected integer,
      listed integer not null, landed integer not null, started_at integer not null, noted_at integer not null,
      verdict text, reason text, report text, primary key (run_id, stream)) strict, without rowid`,
    `create table run_events (
      run_id text not null references runs (id) on delete cascade, id integer not null, at integer not null,
      event text not null, primary key (run_id, id)) strict, without rowid`,
    `create table run_logs (
      run_id text not null references runs (id) on delete cascade, id integer not null, at integer not null,
      level integer not null, stream text, message text not null, primary key (run_id, id)) strict, without rowid`,
    `create table sync_streams (
      sync_id text not null references syncs (id) on delete cascade, stream text not null,
      succeeded_at integer, last_verdict text not null, last_reason text,
      primary key (sync_id, stream)) strict, without rowid`,
    `create table notices (
      id integer primary key autoincrement, at integer not null, kind text not null,
      sync_id text not null references syncs (id) on delete cascade, sync_name text not null,
      run_id text not null, message text not null, seen integer not null default 0, delivery text) strict`,
    `create table sessions (
      hash text primary key, csrf text not null, created_at integer not null, expires_at integer not null) strict`,
    'create table facts (name text primary key, value text not null) strict',
  ],
  // Without it the failed runs of one sync are looked for among those of all.
  ['create index runs_of_sync_by_status on runs (sync_id, status, queued_at, id)'],
]

export const newestVersion = migrations.length

/** Brings the tables up to date. Throws `config` code `store_too_new` for those of a later version of the program. */
export function migrate(store: Store): void {
  store.transaction(() => {
    const version = versionOf(store)
    if (version > newestVersion) throw tooNew(version)
    for (const statements of migrations.slice(version)) for (const sql of statements) store.run(sql)
    if (version < newestVersion) store.run(`pragma user_version = ${newestVersion}`)
  })
}

function versionOf(store: Store): number {
  const row = store.get('select user_version as version from pragma_user_version')
  return Number(Reflect.get(Object(row), 'version') ?? 0)
}

function tooNew(version: number): SyncError {
  const message = `The store was made by a newer version of this program (store version ${version}, this one knows ${newestVersion}): run that version, or name another home folder.`
  return new SyncError('config', message, { code: 'store_too_new' })
}
