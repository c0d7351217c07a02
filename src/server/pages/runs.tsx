import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Control } from '../../control/control.ts'
import type { LogLevel, RunStatus } from '../../control/views.ts'
import { bytesOf } from '../bytes.ts'
import { Isolated } from './isolated.tsx'
import { csrfOf, page } from './parts/layout.tsx'
import { Empty } from './parts/notice.tsx'
import { pageOf } from './parts/paging.ts'
import { RunTable } from './parts/run-table.tsx'
import { Pager } from './parts/table.tsx'
import { Logs, Progress, runPage } from './run-page.tsx'

export const runPages = (control: Control) =>
  new Hono()
    .get('/runs', (c) => list(control, c))
    .get('/runs/:id', (c) => runPage(control, c, c.req.param('id')))
    .get('/runs/:id/live', (c) => live(control, c, c.req.param('id')))
    .get('/runs/:id/logs', async (c) => {
      const id = c.req.param('id')
      const filter = { ...logFilterOf(c), page: pageOf(c), pageSize: 100 }
      const lines = await control.runs.logs(id, filter)
      return part(c, id, 'Log', <Logs id={id} lines={lines} filter={logFilterOf(c)} />)
    })
    .get('/runs/:id/isolated', async (c) => {
      const id = c.req.param('id')
      const [run, found] = await Promise.all([
        control.runs.get(id),
        control.runs.isolated(id, { page: pageOf(c) }),
      ])
      const title = 'Isolated records'
      return part(c, id, title, <Isolated run={run} found={found} csrf={csrfOf(c)} />)
    })
    .get('/runs/:id/log.txt', (c) => {
      const lines = control.runs.logText(c.req.param('id'), logFilterOf(c))
      c.header('content-type', 'text/plain; charset=utf-8')
      c.header('content-disposition', 'attachment; filename="run.log"')
      return c.body(bytesOf(lines))
    })
    .post('/runs/:id/cancel', async (c) => {
      const { id } = await control.runs.cancel(c.req.param('id'))
      return c.redirect(`/runs/${id}?said=cancelling`, 303)
    })

/** A part of the run's page; a page of its own for who opens its address. */
function part(c: Context, id: string, title: string, content: string | Promise<string>) {
  if (c.req.header('hx-request') === 'true') return c.html(content)
  return page(c, { title, about: <a href={`/runs/${id}`}>Back to the run</a> }, content)
}

const levels: readonly LogLevel[] = ['info', 'warn', 'error']
const statuses: readonly RunStatus[] = ['queued', 'running', 'succeeded', 'incomplete', 'failed', 'cancelled']

function logFilterOf(c: Context) {
  const level = levels.find((known) => known === c.req.query('level'))
  return { level, search: c.req.query('search') || undefined }
}

async function list(control: Control, c: Context) {
  const status = statuses.find((known) => known === c.req.query('status'))
  const found = await control.runs.list({ status, page: pageOf(c) })
  return page(
    c,
    { title: 'Runs' },
    <>
      <form class="inline" method="get" action="/runs">
        <div class="field">
          <label for="status">How they ended</label>
          <select id="status" name="status">
            <option value="">in any way</option>
            {statuses.map((one) => (
              <option value={one} selected={one === status}>
                {one}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">Show</button>
      </form>
      {found.total === 0 ? (
        <Empty title="No such run">
          <p>
            Runs appear here when a <a href="/syncs">sync</a> is started, by hand or by its schedule.
          </p>
        </Empty>
      ) : (
        <section class="card">
          <RunTable runs={found.items} />
          <Pager page={found} path="/runs" query={{ status }} />
        </section>
      )}
    </>,
  )
}

const betweenPicturesMs = 400

/** The progress as it changes, a few times a second at most; when the run has ended, the page is asked for anew. */
async function live(control: Control, c: Context, id: string) {
  // What is not there is an error, not a stream that is asked for again and again.
  await control.runs.get(id)
  return streamSSE(c, async (out) => {
    const stopped = new AbortController()
    out.onAbort(() => stopped.abort())
    let shownAt = 0
    for await (const { run } of control.runs.follow(id, stopped.signal)) {
      const isOver = run.finishedAt !== undefined
      if (!isOver && Date.now() - shownAt < betweenPicturesMs) continue
      shownAt = Date.now()
      await out.writeSSE({ event: 'progress', data: String((<Progress run={run} />).toString()) })
    }
    await out.writeSSE({ event: 'over', data: 'over' })
  })
}
