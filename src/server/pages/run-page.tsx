import type { Context } from 'hono'
import type { StreamReport } from '../../contract/report.ts'
import type { Control } from '../../control/control.ts'
import type { LogLine, Page, RunView, StreamProgress } from '../../control/views.ts'
import { counted, paceOf, strategies } from '../../words.ts'
import { Act } from './parts/act.tsx'
import { csrfOf, page } from './parts/layout.tsx'
import { Notice, Status, toneOf } from './parts/notice.tsx'
import { durationOf, triggerOf } from './parts/run-table.tsx'
import { addressOf, type Column, Pager, Table } from './parts/table.tsx'
import { Time, WithTimes } from './parts/time.tsx'

export async function runPage(control: Control, c: Context, id: string) {
  const run = await control.runs.get(id)
  const isOver = run.finishedAt !== undefined
  const cancel = <Act to={`/runs/${id}/cancel`} csrf={csrfOf(c)} label="Cancel" tone="danger" />
  return page(
    c,
    {
      title: `Run of ${run.syncName}`,
      about: <a href={`/syncs/${run.syncId}`}>Back to the sync</a>,
      ...(isOver || run.stopping ? {} : { actions: cancel }),
    },
    <>
      {isOver ? (
        <Progress run={run} />
      ) : (
        <>
          <noscript>
            <p class="notice">Reload this page to see how far the run is.</p>
          </noscript>
          <div hx-ext="sse" sse-connect={`/runs/${id}/live`} sse-close="over">
            <div sse-swap="progress">
              <Progress run={run} />
            </div>
            <div hx-get={`/runs/${id}`} hx-trigger="sse:over" hx-target="body" />
          </div>
        </>
      )}
      {isOver ? (
        <div id="isolated" hx-get={`/runs/${id}/isolated`} hx-trigger="load">
          <a href={`/runs/${id}/isolated`}>Look for records that could not be landed</a>
        </div>
      ) : null}
      <section class="card">
        <h2>Log</h2>
        <LogFilter id={id} />
        <div
          id="log"
          hx-get={`/runs/${id}/logs`}
          hx-include="#log-filter, #log-page"
          hx-trigger={isOver ? 'load' : 'load, load delay:700ms, every 3s'}
        >
          <a href={`/runs/${id}/logs`}>Read the log</a>
        </div>
      </section>
    </>,
  )
}

const columns: readonly Column<StreamProgress>[] = [
  { head: 'Stream', kind: 'main', cell: ({ stream }) => stream },
  { head: 'Verdict', cell: ({ verdict }) => <Status status={verdict ?? 'running'} /> },
  { head: 'Strategy', cell: strategyOf },
  { head: 'Read', kind: 'number', cell: ({ listed }) => counted(listed) },
  { head: 'Landed', kind: 'number', cell: ({ landed }) => counted(landed) },
  { head: 'Progress', cell: progressOf },
  { head: 'Reason', kind: 'wrap', cell: ({ reason }) => reason ?? '' },
]

function strategyOf({ strategy, because }: StreamProgress) {
  return (
    <span>
      {strategies[strategy]}
      {because === '' ? null : (
        <span class="help">
          {': '}
          <WithTimes text={because} />
        </span>
      )}
    </span>
  )
}

function progressOf({
  stream,
  verdict,
  listed,
  expected,
  rowsPerSecond,
  timeLeftMs,
  report,
}: StreamProgress) {
  if (report !== undefined) return changesIn(report)
  if (verdict !== undefined) return ''
  const pace = paceOf({
    rows: listed,
    ...(rowsPerSecond === undefined ? {} : { rate: rowsPerSecond }),
    ...(timeLeftMs === undefined ? {} : { leftMs: timeLeftMs }),
  })
  const isKnown = expected !== undefined && listed <= expected
  return (
    <span>
      {isKnown ? (
        <progress value={listed} max={Math.max(1, expected)} aria-label={`Progress of ${stream}`} />
      ) : null}
      {pace.join(', ')}
    </span>
  )
}

function changesIn(report: StreamReport): string {
  const counts = (['new', 'changed', 'unchanged', 'deleted', 'isolated'] as const).filter(
    (name) => report[name] > 0,
  )
  const none = report.verdict === 'succeeded' ? 'nothing new' : ''
  return counts.map((name) => `${counted(report[name])} ${name}`).join(', ') || none
}

/** How the run stands: swapped in whole while it is under way. */
export const Progress = ({ run }: { readonly run: RunView }) => (
  <section class="card">
    <Verdict run={run} />
    <dl class="facts">
      <div>
        <dt>Started</dt>
        <dd>
          {run.startedAt === undefined ? 'waiting for its turn' : <Time at={run.startedAt} />}
          {`, ${triggerOf(run)}`}
        </dd>
      </div>
      <div>
        <dt>Took</dt>
        <dd>{durationOf(run) || (run.startedAt === undefined ? 'nothing yet' : 'still under way')}</dd>
      </div>
    </dl>
    {run.streams.length === 0 ? null : (
      <Table caption="Streams of this run" columns={columns} rows={run.streams} />
    )}
  </section>
)

const meanings: Readonly<Record<RunView['status'], string>> = {
  queued: 'It begins as soon as there is room for it.',
  running: 'Rows are being read and landed.',
  succeeded: 'Everything listed has landed, and the listings were complete.',
  incomplete:
    'What could be read has landed; something is known to be missing, and the next run tries again.',
  failed: 'It could not be read; what was committed stays, and the next run goes on from there.',
  cancelled: 'It was stopped; the next run goes on from the last checkpoint.',
}

function Verdict({ run: { status, reason, stopping } }: { readonly run: RunView }) {
  const tone = toneOf(status)
  return (
    <>
      <div class="row">
        <Status status={status} />
        <span>{stopping ? 'Stopping: the batch in hand is committed or dropped.' : meanings[status]}</span>
      </div>
      {reason === null ? null : <Notice tone={tone === 'off' ? 'busy' : tone}>{reason}</Notice>}
    </>
  )
}

const LogFilter = ({ id }: { readonly id: string }) => (
  <form
    id="log-filter"
    class="inline"
    action={`/runs/${id}/logs`}
    hx-get={`/runs/${id}/logs`}
    hx-target="#log"
    hx-trigger="change, submit"
  >
    <div class="field">
      <label for="level">Level</label>
      <select id="level" name="level">
        <option value="">all</option>
        <option value="warn">warnings and errors</option>
        <option value="error">errors</option>
      </select>
    </div>
    <div class="field">
      <label for="search">Holds the text</label>
      <input id="search" name="search" type="search" autocomplete="off" />
    </div>
    <button type="submit">Show</button>
  </form>
)

interface LogsProps {
  readonly id: string
  readonly lines: Page<LogLine>
  readonly filter: Readonly<Record<string, string | undefined>>
}

export const Logs = ({ id, lines, filter }: LogsProps) => (
  <div class="fields">
    {lines.total === 0 ? <p class="quiet">{isFiltered(filter) ? 'No line fits.' : 'No line yet.'}</p> : null}
    <ul class="log">
      {lines.items.map(({ at, level, stream, message }) => (
        <li>
          <Time at={at} exact />
          <span class={level === 'error' ? 'error-level' : level}>{level}</span>
          <span class="quiet">{stream ?? ''}</span>
          <span>
            <WithTimes text={message} />
          </span>
        </li>
      ))}
    </ul>
    {/* What is asked for again while the run is under way is the page that is being read. */}
    <input id="log-page" type="hidden" name="page" value={lines.page} />
    <Pager
      page={lines}
      path={`/runs/${id}/logs`}
      query={filter}
      into="#log"
      words={['Earlier lines', 'Later lines']}
    />
    {lines.total === 0 ? null : (
      <p class="row">
        <a href={addressOf(`/runs/${id}/log.txt`, filter)}>Download these lines</a>
      </p>
    )}
  </div>
)

const isFiltered = (filter: LogsProps['filter']) => Object.values(filter).some(Boolean)
