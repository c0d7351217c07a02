import { randomUUID } from 'node:crypto'
import { systemTables } from '../contract/table.ts'
import type { StoredRun } from '../store/runs.ts'
import type { LogFilter, RunChange, Runs } from './control.ts'
import { type Core, notFound, wrong } from './core.ts'
import { pageOf } from './paging.ts'
import { runView, runViews } from './run-views.ts'
import { configOf, findSync } from './syncs.ts'
import type { IsolatedView, LogLine, RunOptions, RunTrigger } from './views.ts'

/** `nudge` lets what was queued or asked to stop begin at once. */
export function openRuns(core: Core, nudge: () => void): Runs {
  const { books } = core
  const view = (id: string) => runView(books, findRun(core, id))
  return {
    start: async (syncId, options = {}) => view(queue(core, syncId, 'manual', options, nudge)),
    rebuild: async (syncId, streams) =>
      view(queue(core, syncId, 'rebuild', { streams: [...streams], fullRefresh: true }, nudge)),
    async cancel(id) {
      stop(core, findRun(core, id))
      nudge()
      return view(id)
    },
    async list(filter = {}) {
      const page = pageOf(
        filter,
        () => books.runs.count(filter),
        (slice) => books.runs.list(filter, slice),
      )
      return { ...page, items: runViews(books, page.items) }
    },
    get: async (id) => view(id),
    async logs(id, filter = {}) {
      findRun(core, id)
      return pageOf(
        filter,
        () => books.words.countLines(id, filter),
        (slice) => books.words.lines(id, filter, slice),
      )
    },
    logText: (id, filter = {}) => logText(core, findRun(core, id).id, filter),
    isolated: async (id, paging = {}) => isolated(core, findRun(core, id), paging),
    follow: (id, signal, after = 0) => follow(core, id, signal, after),
  }
}

/** Throws `not_found`. */
export function findRun({ books }: Core, id: string): StoredRun {
  const found = books.runs.find(id)
  if (found) return found
  throw notFound('run', id)
}

function queue(
  core: Core,
  syncId: string,
  trigger: RunTrigger,
  options: RunOptions,
  nudge: () => void,
): string {
  const { name, streams } = findSync(core, syncId)
  const chosen = options.streams
  if (chosen?.length === 0) throw wrong('Name at least one stream.', 'no_streams', 'streams')
  for (const stream of chosen ?? [])
    if (!Object.hasOwn(streams, stream))
      throw wrong(`The sync has no stream "${stream}".`, 'unknown_word', 'streams')
  const id = randomUUID()
  const draft = { id, syncId, syncName: name, trigger, options }
  if (!core.books.runs.queue(draft, core.surroundings.now()))
    throw wrong('A run of this sync waits or is under way: wait for it, or stop it first.', 'run_under_way')
  nudge()
  return id
}

function stop({ books, surroundings, wakes }: Core, { id, syncId }: StoredRun): void {
  books.together(() => {
    books.runs.askToStop(id)
    if (books.runs.drop(id, 'Somebody stopped the run before it began.', surroundings.now()))
      books.syncs.noteRun(syncId, id)
  })
  wakes.wake(id)
}

const linesAtOnce = 500

// Each piece goes on after the last line of the one before: counting from the start takes longer with every piece.
async function* logText({ books }: Core, id: string, filter: LogFilter): AsyncGenerator<string> {
  let last = 0
  while (true) {
    const lines = books.words.linesAfter(id, filter, last, linesAtOnce)
    if (lines.length > 0) yield lines.map(textOfLine).join('')
    if (lines.length < linesAtOnce) return
    last = lines.at(-1)?.id ?? last
  }
}

const textOfLine = ({ at, level, stream, message }: LogLine) =>
  `${at.toISOString()} ${level.padEnd(5)} ${stream === undefined ? '' : `${stream}: `}${message}\n`

const isOver = ({ status }: Pick<StoredRun, 'status'>) => status !== 'queued' && status !== 'running'

/** How long a run of another server may have said something before it is looked at. */
const lookEveryMs = 1_000

async function* follow(
  core: Core,
  id: string,
  signal: AbortSignal,
  after: number,
): AsyncGenerator<RunChange> {
  let last = after
  let shown = ''
  while (true) {
    const closed = new AbortController()
    const over = AbortSignal.any([signal, closed.signal])
    // Asked for before looking: what happens meanwhile wakes, too.
    const news = core.wakes.next(id, over)
    const run = findRun(core, id)
    const events = core.books.words.events(id, last)
    const view = runView(core.books, run)
    const seen = JSON.stringify(view)
    last = events.at(-1)?.id ?? last
    if (events.length > 0 || seen !== shown) yield { id: last, events, run: view }
    shown = seen
    if (isOver(run) || signal.aborted) return closed.abort()
    await Promise.race([news, core.surroundings.sleep(lookEveryMs, over).catch(() => undefined)])
    closed.abort()
    if (signal.aborted) return
  }
}

const shownErrors = [
  'stream',
  'id',
  'code',
  'message',
  'url',
  'status',
  'request_id',
  'attempts',
  'first_seen_at',
  'last_seen_at',
]

async function isolated(
  core: Core,
  run: StoredRun,
  paging: { page?: number | undefined; pageSize?: number | undefined },
) {
  const sync = findSync(core, run.syncId)
  const config = configOf(core, sync)
  const where = `from ${systemTables.errors} where sync = '${sync.name.replaceAll("'", "''")}' and resolved_at is null`
  return await core.app.withWarehouse(config, core.folder, async (warehouse) => {
    const total = Number((await warehouse.query(`select count(*) ${where}`)).rows[0]?.[0] ?? 0)
    const { page, pageSize } = pageOf(
      paging,
      () => total,
      () => [],
    )
    const sql = `select ${shownErrors.join(', ')} ${where} order by last_seen_at desc, stream, id limit ${pageSize} offset ${(page - 1) * pageSize}`
    const { rows } = await warehouse.query(sql)
    return { items: rows.map(isolatedOf), page, pageSize, total }
  })
}

type Cell = string | number | boolean | null
const textOf = (cell: Cell | undefined) => (cell === null || cell === undefined ? null : String(cell))
const numberOf = (cell: Cell | undefined) => (cell === null || cell === undefined ? null : Number(cell))

function isolatedOf([
  stream,
  id,
  code,
  message,
  url,
  status,
  requestId,
  attempts,
  first,
  last,
]: readonly Cell[]): IsolatedView {
  return {
    stream: textOf(stream) ?? '',
    id: textOf(id),
    code: textOf(code) ?? '',
    message: textOf(message) ?? '',
    url: textOf(url),
    status: numberOf(status),
    requestId: textOf(requestId),
    attempts: numberOf(attempts),
    firstSeenAt: textOf(first) ?? '',
    lastSeenAt: textOf(last) ?? '',
  }
}
