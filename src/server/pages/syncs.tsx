import { type Context, Hono } from 'hono'
import type { Control } from '../../control/control.ts'
import type { SyncView } from '../../control/views.ts'
import { page } from './parts/layout.tsx'
import { Empty, Status } from './parts/notice.tsx'
import { pageOf } from './parts/paging.ts'
import { nextOf, scheduleOf } from './parts/schedule.tsx'
import { sentForm } from './parts/settings.ts'
import { type Column, Pager, Table } from './parts/table.tsx'
import { Time } from './parts/time.tsx'
import { syncPage } from './sync-page.tsx'

export const syncPages = (control: Control) =>
  new Hono()
    .get('/syncs', (c) => list(control, c))
    .get('/syncs/:id', (c) => syncPage(control, c, c.req.param('id')))
    .get('/syncs/:id/export', async (c) => {
      const file = await control.syncs.export(c.req.param('id'))
      c.header('content-disposition', 'attachment; filename="sync.json"')
      return c.body(`${JSON.stringify(file, undefined, 2)}\n`, 200, { 'content-type': 'application/json' })
    })
    .post('/syncs/:id/run', async (c) => {
      const form = await sentForm(c)
      const options = { fullRefresh: form.has('fullRefresh'), allowDeletes: form.has('allowDeletes') }
      return c.redirect(`/runs/${(await control.runs.start(c.req.param('id'), options)).id}`, 303)
    })
    .post('/syncs/:id/rebuild', async (c) => {
      const streams = (await sentForm(c)).getAll('streams').map(String)
      return c.redirect(`/runs/${(await control.runs.rebuild(c.req.param('id'), streams)).id}`, 303)
    })
    .post('/syncs/:id/pause', async (c) => {
      const { id } = await control.syncs.pause(c.req.param('id'))
      return c.redirect(`/syncs/${id}?said=paused`, 303)
    })
    .post('/syncs/:id/resume', async (c) => {
      const { id } = await control.syncs.resume(c.req.param('id'))
      return c.redirect(`/syncs/${id}?said=resumed`, 303)
    })
    .post('/syncs/:id/delete', async (c) => {
      await control.syncs.remove(c.req.param('id'))
      return c.redirect('/syncs?said=sync_removed', 303)
    })

const columns: readonly Column<SyncView>[] = [
  { head: 'Name', kind: 'main', cell: ({ id, name }) => <a href={`/syncs/${id}`}>{name}</a> },
  { head: 'Connection', cell: ({ connectionName }) => connectionName },
  { head: 'Schedule', cell: ({ schedule }) => scheduleOf(schedule) },
  { head: 'Next run', cell: nextOf },
  { head: 'Now', cell: ({ currentRun: run }) => (run === undefined ? '' : <Status status={run.status} />) },
  {
    head: 'Last run',
    cell: ({ lastRun: run }) => (run === undefined ? 'never' : <Status status={run.status} />),
  },
  { head: 'Last ended', cell: ({ lastRun }) => <Time at={lastRun?.finishedAt} /> },
  {
    head: '',
    kind: 'actions',
    cell: ({ id, name }) => (
      <a href={`/data/${id}`} aria-label={`Data of ${name}`}>
        Data
      </a>
    ),
  },
]

async function list(control: Control, c: Context) {
  const found = await control.syncs.list({ page: pageOf(c) })
  const add = (
    <a class="button primary" href="/syncs/new">
      New sync
    </a>
  )
  if (found.total === 0)
    return page(
      c,
      { title: 'Syncs' },
      <Empty title="No sync yet">
        <p>A sync says which streams of a site land where, and when.</p>
        {add}
      </Empty>,
    )
  return page(
    c,
    { title: 'Syncs', actions: add },
    <section class="card">
      <Table caption="Syncs" columns={columns} rows={found.items} />
      <Pager page={found} path="/syncs" />
    </section>,
  )
}
