import { Hono } from 'hono'
import type { Control } from '../../control/control.ts'
import type { Overview, SyncView } from '../../control/views.ts'
import { counted } from '../../words.ts'
import { page } from './parts/layout.tsx'
import { Empty, Notice, Status } from './parts/notice.tsx'
import { RunTable } from './parts/run-table.tsx'

export const overviewPages = (control: Control) =>
  new Hono().get('/', async (c) => {
    const overview = await control.overview()
    return page(
      c,
      { title: 'Overview' },
      overview.syncs === 0 ? <FirstSteps connections={overview.connections} /> : <Standing {...overview} />,
    )
  })

const FirstSteps = ({ connections }: { readonly connections: number }) => (
  <Empty title="Nothing is synced yet">
    <p>Three steps bring a Confluence site into tables that you can query:</p>
    <ol class="next">
      <li>
        {connections > 0 ? (
          <span class="done-step">Connect the site (done)</span>
        ) : (
          <a class="button primary" href="/connections/new">
            Connect the site
          </a>
        )}
      </li>
      <li>
        {connections > 0 ? (
          <a class="button primary" href="/syncs/new">
            Choose what to sync
          </a>
        ) : (
          'Choose what to sync, where to and when'
        )}
      </li>
      <li>Run it, watch it, and ask questions in SQL</li>
    </ol>
  </Empty>
)

const Standing = (overview: Overview) => (
  <>
    <dl class="facts large card">
      <Fact name="Syncs" value={overview.syncs} />
      <Fact name="Running" value={overview.running} />
      <Fact name="Waiting" value={overview.queued} />
      <Fact name="Paused" value={overview.paused} />
      <Fact name="Need attention" value={overview.unwell.length} />
    </dl>
    {overview.unwell.length === 0 ? (
      <Notice tone="good">The newest run of every sync succeeded.</Notice>
    ) : (
      <section class="card">
        <h2>What needs attention</h2>
        {overview.unwell.map((sync) => (
          <Unwell {...sync} />
        ))}
      </section>
    )}
    <section class="card">
      <h2>Recent runs</h2>
      {overview.recentRuns.length === 0 ? (
        <p class="quiet">
          Nothing ran yet: open a <a href="/syncs">sync</a> and start it.
        </p>
      ) : (
        <RunTable runs={overview.recentRuns} />
      )}
    </section>
  </>
)

const Fact = ({ name, value }: { readonly name: string; readonly value: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>{counted(value)}</dd>
  </div>
)

const Unwell = ({ id, name, lastRun }: SyncView) => (
  <div>
    <div class="row">
      <a href={`/syncs/${id}`}>{name}</a>
      {lastRun === undefined ? null : <Status status={lastRun.status} />}
    </div>
    {lastRun === undefined ? null : (
      <p class="wrap">
        {lastRun.reason ?? 'No reason was recorded.'} <a href={`/runs/${lastRun.id}`}>Open the run</a>
      </p>
    )}
  </div>
)
