import { Command } from 'commander'
import type { App } from '../app.ts'
import { check } from './commands/check.ts'
import { demo } from './commands/demo.ts'
import { discover } from './commands/discover.ts'
import { exportSync } from './commands/export.ts'
import { plan } from './commands/plan.ts'
import { query } from './commands/query.ts'
import { reset } from './commands/reset.ts'
import { runs } from './commands/runs.ts'
import { sandbox } from './commands/sandbox.ts'
import { serve } from './commands/serve.ts'
import { sql } from './commands/sql.ts'
import { status } from './commands/status.ts'
import { sync } from './commands/sync.ts'
import { exitCodeTable } from './exit-codes.ts'
import type { Io } from './io.ts'
import { age, duration, wholeNumber } from './values.ts'

const configOption = ['-c, --config <file>', 'the configuration file'] as const
const jsonOption = [
  '--json',
  'answer for machines: the last line of standard output is one JSON value',
] as const
const streamsOption = ['-s, --streams <names>', 'only these streams, separated by commas'] as const
const fullRefreshOption = [
  '--full-refresh',
  'read the streams in full, also those that would only read changes',
] as const

/** Every command with its help; `done` receives the exit code. */
export function createProgram(app: App, io: Io, version: string, done: (code: number) => void): Command {
  const program = new Command('confluence-sync')
    .description('Lands a Confluence site in a warehouse and keeps it there.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    })
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText('after', epilogue)
  addSyncCommands(program, app, io, done)
  addReadCommands(program, app, io, done)
  addSiteCommands(program, app, io, done)
  addServerCommands(program, app, io, done)
  return program
}

type Done = (code: number) => void

function addSyncCommands(program: Command, app: App, io: Io, done: Done): void {
  program
    .command('check')
    .description('verify the connection, the clause and the warehouse, one line each')
    .requiredOption(...configOption)
    .option(...jsonOption)
    .action(async (options) => done(await check(app, io, options)))
  program
    .command('plan')
    .description('tell what a sync would read now, why, and how long it would take; nothing is written')
    .requiredOption(...configOption)
    .option(...streamsOption)
    .option(...fullRefreshOption)
    .option(...jsonOption)
    .action(async (options) => done(await plan(app, io, options)))
  program
    .command('sync')
    .description('read the site and land what is new')
    .requiredOption(...configOption)
    .option(...streamsOption)
    .option(...fullRefreshOption)
    .option('--allow-deletes', 'let this run mark more rows as deleted than the fuse allows')
    .option('--max-duration <time>', 'leave what is not read after 90s, 30m or 2h to the next run', duration)
    .option(...jsonOption)
    .action(async (options) => done(await sync(app, io, options)))
  program
    .command('reset')
    .description('forget the rows and the state of streams; the next run reads them in full')
    .requiredOption(...configOption)
    .requiredOption(...streamsOption)
    .option(...jsonOption)
    .action(async (options) => done(await reset(app, io, options)))
}

function addReadCommands(program: Command, app: App, io: Io, done: Done): void {
  program
    .command('discover')
    .description('show the streams: keys, strategies, cursors (with --json also their JSON Schema)')
    .option(...jsonOption)
    .action(async (options) => done(await discover(app, io, options)))
  program
    .command('sql')
    .description('print, without connecting, what a sync would run in Snowflake')
    .requiredOption(...configOption)
    .option(...streamsOption)
    .option('--grants', 'print the script that an administrator runs first instead')
    .action(async (options) => done(await sql(app, io, options)))
  program
    .command('runs')
    .description('show the newest lines of the history, as the warehouse keeps it; _sync_runs has them all')
    .requiredOption(...configOption)
    .option('--limit <number>', 'how many lines, one a stream of each run', wholeNumber(10_000, 1), 50)
    .option(...jsonOption)
    .action(async (options) => done(await runs(app, io, options)))
  program
    .command('status')
    .description('show how each stream stands, by the warehouse alone: last success, age, rows, cursor')
    .requiredOption(...configOption)
    .option(...streamsOption)
    .option(
      '--max-age <time>',
      'exit with 6 where a stream has not succeeded for so long: 90s, 30m or 2h',
      age,
    )
    .option(...jsonOption)
    .action(async (options) => done(await status(app, io, options)))
  program
    .command('query')
    .description('ask the landed tables in SQL; nothing can be changed this way')
    .argument('<sql>', 'one statement, in quotes')
    .requiredOption(...configOption)
    .option(...jsonOption)
    .action(async (sql, options) => done(await query(app, io, sql, options)))
}

function addSiteCommands(program: Command, app: App, io: Io, done: Done): void {
  program
    .command('sandbox')
    .description('serve a Confluence site on this machine, to try things on')
    .option('--port <number>', 'where it listens (0: any free port)', wholeNumber(65_535), 8090)
    .option('--pages <number>', 'how many pages it has', wholeNumber(10_000_000), 2000)
    .option('--seed <number>', 'another seed, another site', wholeNumber(Number.MAX_SAFE_INTEGER), 1)
    .option('--site <folder>', 'serve recorded answers from this folder instead')
    .option('--latency <milliseconds>', 'added to every answer', wholeNumber(60_000), 0)
    .action(async ({ latency, ...options }) =>
      done(await sandbox(app, io, { ...options, latencyMs: latency })),
    )
  program
    .command('demo')
    .description('sync a site on this machine into ./confluence.duckdb and ask it five questions')
    .option('--pages <number>', 'how many pages the site has', wholeNumber(10_000_000), 2000)
    .option('--seed <number>', 'another seed, another site', wholeNumber(Number.MAX_SAFE_INTEGER), 1)
    .option('--keep', 'keep the site up afterwards, until Ctrl-C')
    .option(...jsonOption)
    .action(async (options) => done(await demo(app, io, options)))
}

const homeOption = [
  '--home <folder>',
  'where the server keeps its store, key and warehouses (CONFLUENCE_SYNC_HOME; ./confluence-sync-home)',
] as const

function addServerCommands(program: Command, app: App, io: Io, done: Done): void {
  program
    .command('serve')
    .description('serve the pages, the API and the scheduler on one port')
    .option(...homeOption)
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <number>', 'where it listens (0: any free port)', wholeNumber(65_535), 8080)
    .option('--behind-proxy', 'a proxy with TLS stands before it and says who asks')
    .option('--insecure', 'serve other machines without TLS')
    .option('--public-host <names...>', 'names that the proxy is reached by')
    .option(
      '--admin-token-file <file>',
      'the admin token (else CONFLUENCE_SYNC_ADMIN_TOKEN, else one is made)',
    )
    .option('--any-path', 'let syncs name files outside of the home folder')
    .option('--runs-at-once <number>', 'how many syncs run at the same time', wholeNumber(32), 2)
    .action(async (options) => done(await serve(app, io, options)))
  program
    .command('export')
    .description("print a sync of the server's as a configuration file, with variables where secrets stand")
    .option(...homeOption)
    .option('--sync <name>', 'which one, where there are several')
    .action(async (options) => done(await exportSync(app, io, options)))
}

const epilogue = `
A first sync:
  confluence-sync demo                          everything, on a site on this machine
  confluence-sync check --config sync.json      is the configuration right?
  confluence-sync plan --config sync.json       what would a sync read, and for how long?
  confluence-sync sync --config sync.json       read and land; run it again for what changed
  confluence-sync query --config sync.json "select count(*) from pages where _deleted_at is null"

Exit codes:
${exitCodeTable.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join('\n')}`
