import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { App, SyncConfig } from '../../app.ts'
import type { Sandbox } from '../../contract/plugin.ts'
import { counted } from '../../words.ts'
import { exitCodeOfRun } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { resultTable } from '../tables.ts'
import { openSandbox, untilStopped } from './sandbox.ts'
import type { RunFinished } from './sync.ts'
import { runJson, showReports, watchRun } from './sync.ts'

export interface DemoFlags {
  pages: number
  seed: number
  keep?: boolean
  json?: boolean
}

const database = 'confluence.duckdb'

/** From nothing to answers: a site on this machine, all its streams landed, five questions asked. */
export async function demo(app: App, io: Io, flags: DemoFlags): Promise<number> {
  await using site = await openSandbox(app, { port: 0, pages: flags.pages, seed: flags.seed })
  const show = flags.json ? io.err : io.out
  show(beginning(site, flags))
  const config = app.configure({
    name: 'demo',
    connection: site.connection,
    streams: 'all',
    warehouse: { type: 'duckdb', path: database },
  })
  await forgetEarlierDemo(app, io, config)
  const finished = await watchRun(app, io, config, { folder: io.folder }, flags.json)
  if (flags.json) io.out(JSON.stringify(runJson(config, finished)))
  else await explain(app, io, config, finished)
  if (flags.keep) await keep(io, site, flags)
  return exitCodeOfRun(finished.verdict, finished.reports)
}

// Each demo is a site of its own: rows of the one before would only look like deletions.
async function forgetEarlierDemo(app: App, io: Io, config: SyncConfig): Promise<void> {
  if (!existsSync(join(io.folder, database))) return
  const tables = config.streams.map(({ table }) => table)
  await app.withWarehouse(config, io.folder, (warehouse) => warehouse.reset(config.name, tables))
}

async function explain(app: App, io: Io, config: SyncConfig, finished: RunFinished): Promise<void> {
  showReports(io, finished)
  await app.withWarehouse(config, io.folder, async (warehouse) => {
    for (const { title, sql } of app.manifest.example_queries) {
      io.out(`\n${title}\n  ${sql}`)
      io.out(resultTable(await warehouse.query(sql)))
    }
  })
  io.out(nextSteps)
}

const beginning = ({ url }: Sandbox, { pages, seed }: DemoFlags) => `\
A made-up Confluence site (seed ${seed}) is up at ${url}: ${counted(pages)} pages, some of them in the trash or
deleted for good, and what belongs to them. All eight streams of it are now read into ./${database}:
`

async function keep(io: Io, site: Sandbox, flags: DemoFlags): Promise<void> {
  const show = flags.json ? io.err : io.out
  show(`\nThe site stays up at ${site.url}; stop it with Ctrl-C. Reach it with:`)
  show(`  "connection": ${JSON.stringify(site.connection)}`)
  await untilStopped(io.signal)
}

const program = import.meta.filename.endsWith('.ts') ? 'npx tsx src/cli/main.ts' : 'npx confluence-sync'

const nextSteps = `
The rows are in ./${database}: open it with any DuckDB client.
For a real site, write sync.json:
  { "name": "wiki",
    "connection": { "method": "api_token", "domain": "acme.atlassian.net",
                    "email": "me@acme.com", "apiToken": "\${CONFLUENCE_API_TOKEN}" },
    "streams": "all",
    "warehouse": { "type": "duckdb", "path": "wiki.duckdb" } }
then: ${program} check --config sync.json && ${program} sync --config sync.json
or do the same in a browser: ${program} serve`
