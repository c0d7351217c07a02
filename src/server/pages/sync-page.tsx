import type { Context } from 'hono'
import type { Control } from '../../control/control.ts'
import type { Freshness, HistoryPoint, SyncView } from '../../control/views.ts'
import { counted, spanOf } from '../../words.ts'
import { Ages } from '../charts/ages.tsx'
import { Bars } from '../charts/bars.tsx'
import { Act } from './parts/act.tsx'
import { Csrf, csrfOf, page } from './parts/layout.tsx'
import { Notice, Status, toneOf } from './parts/notice.tsx'
import { pageOf } from './parts/paging.ts'
import { RunTable } from './parts/run-table.tsx'
import { nextOf, scheduleOf } from './parts/schedule.tsx'
import { type Column, Pager, Table } from './parts/table.tsx'
import { Time } from './parts/time.tsx'

export async function syncPage(control: Control, c: Context, id: string) {
  const [sync, history, freshness, runs] = await Promise.all([
    control.syncs.get(id),
    control.syncs.history(id, 30),
    control.syncs.freshness(id),
    control.runs.list({ syncId: id, page: pageOf(c), pageSize: 10 }),
  ])
  const csrf = csrfOf(c)
  return page(
    c,
    { title: sync.name, actions: <Actions sync={sync} csrf={csrf} /> },
    <>
      <Now sync={sync} />
      <Facts sync={sync} landsIn={landsIn(control, sync)} />
      {history.length === 0 ? null : <Pictures history={history} />}
      {freshness.length === 0 ? null : <Fresh freshness={freshness} />}
      <section class="card">
        <h2>History</h2>
        {runs.total === 0 ? (
          <p class="quiet">It never ran: press “Run now”.</p>
        ) : (
          <RunTable runs={runs.items} ofOneSync />
        )}
        <Pager page={runs} path={`/syncs/${id}`} />
      </section>
      <More sync={sync} csrf={csrf} />
    </>,
  )
}

interface OfSync {
  readonly sync: SyncView
  readonly csrf: string
}

const Actions = ({ sync: { id, paused, currentRun }, csrf }: OfSync) => (
  <>
    {currentRun === undefined ? (
      <Act to={`/syncs/${id}/run`} csrf={csrf} label="Run now" tone="primary" />
    ) : (
      <a class="button primary" href={`/runs/${currentRun.id}`}>
        Watch the run
      </a>
    )}
    {paused ? (
      <Act to={`/syncs/${id}/resume`} csrf={csrf} label="Resume" />
    ) : (
      <Act to={`/syncs/${id}/pause`} csrf={csrf} label="Pause" />
    )}
    <a class="button" href={`/syncs/${id}/edit`}>
      Edit
    </a>
    <a class="button" href={`/data/${id}`}>
      Data
    </a>
  </>
)

function Now({ sync: { lastRun } }: Pick<OfSync, 'sync'>) {
  if (lastRun === undefined || lastRun.status === 'succeeded') return null
  const tone = toneOf(lastRun.status)
  return (
    <Notice tone={tone === 'off' ? 'busy' : tone}>
      <strong>{`The last run is ${lastRun.status}. `}</strong>
      {lastRun.reason ?? ''} <a href={`/runs/${lastRun.id}`}>Open the run</a>
    </Notice>
  )
}

function landsIn(control: Control, { warehouse }: SyncView): string {
  const form = control.forms().warehouses.find(({ name }) => name === warehouse['type'])
  const place = warehouse['path'] ?? warehouse['database']
  return [form?.title ?? warehouse['type'], place].filter(Boolean).join(', ')
}

const Facts = ({ sync, landsIn: place }: Pick<OfSync, 'sync'> & { readonly landsIn: string }) => (
  <dl class="facts card">
    <div>
      <dt>Connection</dt>
      <dd>
        <a href={`/connections/${sync.connectionId}`}>{sync.connectionName}</a>
      </dd>
    </div>
    <div>
      <dt>Warehouse</dt>
      <dd>{place}</dd>
    </div>
    <div>
      <dt>Schedule</dt>
      <dd>{scheduleOf(sync.schedule)}</dd>
    </div>
    <div>
      <dt>Next run</dt>
      <dd>{nextOf(sync)}</dd>
    </div>
    <div class="whole">
      <dt>Streams</dt>
      <dd>{Object.keys(sync.streams).join(', ')}</dd>
    </div>
  </dl>
)

const Pictures = ({ history }: { readonly history: readonly HistoryPoint[] }) => (
  <div class="cards">
    <Bars
      title="Rows new and changed, by run"
      about={`The last ${history.length} runs, oldest first.`}
      axis={(value) => counted(value)}
      bars={history.map((point) => ({ ...barOf(point), value: point.landed, shown: counted(point.landed) }))}
    />
    <Bars
      title="How long runs took"
      about={`The last ${history.length} runs, oldest first.`}
      axis={(value) => (value === 0 ? '0' : spanOf(value))}
      bars={history.map((point) => ({
        ...barOf(point),
        value: point.durationMs,
        shown: spanOf(point.durationMs),
      }))}
    />
  </div>
)

const barOf = ({ finishedAt, status }: HistoryPoint) => ({ at: finishedAt, tone: toneOf(status) })

const freshColumns: readonly Column<Freshness>[] = [
  { head: 'Stream', kind: 'main', cell: ({ stream }) => stream },
  { head: 'Last verdict', cell: ({ lastVerdict }) => <Status status={lastVerdict} /> },
  { head: 'Last complete', cell: ({ succeededAt }) => <Time at={succeededAt} /> },
  { head: 'Age', kind: 'number', cell: ({ ageMs }) => (ageMs === null ? '' : spanOf(ageMs)) },
  { head: 'Reason', kind: 'wrap', cell: ({ lastReason }) => lastReason ?? '' },
]

const Fresh = ({ freshness }: { readonly freshness: readonly Freshness[] }) => (
  <section class="card">
    <h2>How fresh each stream is</h2>
    <Ages
      title="How old the data of each stream is"
      ages={freshness.map(({ stream, ageMs, dueMs }) => ({
        name: stream,
        ageMs: ageMs ?? undefined,
        dueMs: dueMs ?? undefined,
      }))}
      words={spanOf}
    />
    <Table caption="Freshness of each stream" columns={freshColumns} rows={freshness} />
  </section>
)

const More = ({ sync, csrf }: OfSync) => (
  <section class="card">
    <h2>More</h2>
    <a href={`/syncs/${sync.id}/export`}>Export as a file for the command line</a>
    <details>
      <summary>Run with options</summary>
      <form class="fields" method="post" action={`/syncs/${sync.id}/run`}>
        <Csrf token={csrf} />
        <label class="choice">
          <input type="checkbox" name="fullRefresh" />
          Read everything, not only what changed
        </label>
        <label class="choice">
          <input type="checkbox" name="allowDeletes" />
          Mark rows as deleted even where the fuse would stop it
        </label>
        <div class="row">
          <button type="submit">Run so</button>
        </div>
      </form>
    </details>
    <details>
      <summary>Rebuild streams</summary>
      <form class="fields" method="post" action={`/syncs/${sync.id}/rebuild`}>
        <Csrf token={csrf} />
        <p class="quiet">Reads them in full, and finds what is gone; nothing is emptied first.</p>
        <div class="row">
          {Object.keys(sync.streams).map((name) => (
            <label class="choice">
              <input type="checkbox" name="streams" value={name} />
              {name}
            </label>
          ))}
        </div>
        <div class="row">
          <button type="submit">Rebuild</button>
        </div>
      </form>
    </details>
    <details>
      <summary>What would a run cost now?</summary>
      <div hx-get={`/syncs/${sync.id}/plan`} hx-trigger="toggle from:closest details once">
        <a href={`/syncs/${sync.id}/plan`}>Ask the site</a>{' '}
        <span class="htmx-indicator">asking the site…</span>
      </div>
    </details>
    <details>
      <summary>Remove this sync</summary>
      <p class="quiet">Its run is stopped first. The tables stay.</p>
      <Act to={`/syncs/${sync.id}/delete`} csrf={csrf} label="Remove it for good" tone="danger" />
    </details>
  </section>
)
