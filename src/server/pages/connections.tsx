import { type Context, Hono } from 'hono'
import type { CheckStep } from '../../contract/plugin.ts'
import type { Control } from '../../control/control.ts'
import type { ConnectionInput, ConnectionView, Form } from '../../control/views.ts'
import { ConnectionForm } from './connection-form.tsx'
import { Csrf, csrfOf, page } from './parts/layout.tsx'
import { Empty } from './parts/notice.tsx'
import { pageOf } from './parts/paging.ts'
import { type Refusal, refusable } from './parts/refusable.ts'
import { type Sent, sentBy, sentForm, settingsOf } from './parts/settings.ts'
import { stepsAnswer } from './parts/steps.tsx'
import { type Column, Pager, Table } from './parts/table.tsx'
import { Time } from './parts/time.tsx'

export const connectionPages = (control: Control) =>
  new Hono()
    .get('/connections', (c) => list(control, c))
    .get('/connections/new', (c) => form(control, c, { sent: { method: c.req.query('method') ?? '' } }))
    .get('/connections/:id', async (c) =>
      form(control, c, { connection: await control.connections.get(c.req.param('id')) }),
    )
    .post('/connections/check', async (c) => {
      const sent = sentBy(await sentForm(c))
      const id = sent['id'] || undefined
      return stepsAnswer(
        c,
        (signal) => control.connections.checkInput(inputOf(control, sent), signal, id),
        async (steps) => form(control, c, { ...(await stored(control, id)), sent, steps }),
      )
    })
    .post('/connections', (c) => save(control, c, undefined))
    .post('/connections/:id', (c) => save(control, c, c.req.param('id')))
    .post('/connections/:id/delete', async (c) => {
      await control.connections.remove(c.req.param('id'))
      return c.redirect('/connections?said=connection_removed', 303)
    })

const columnsFor = (forms: readonly Form[]): readonly Column<ConnectionView>[] => [
  { head: 'Name', kind: 'main', cell: ({ id, name }) => <a href={`/connections/${id}`}>{name}</a> },
  { head: 'Signs in with', cell: ({ method }) => formOf(forms, method).title },
  { head: 'Syncs', kind: 'number', cell: ({ syncs }) => String(syncs) },
  { head: 'Last test', kind: 'wrap', cell: lastTest },
  { head: 'Last changed', cell: ({ updatedAt }) => <Time at={updatedAt} /> },
]

function lastTest({ lastCheck }: ConnectionView) {
  if (lastCheck === undefined) return <span class="quiet">not since it was saved</span>
  const { passed, message } = lastCheck
  return (
    <span>
      <span class={`badge ${passed ? 'good' : 'bad'}`}>{passed ? 'passed' : 'failed'}</span>{' '}
      {passed ? null : message}
    </span>
  )
}

async function list(control: Control, c: Context) {
  const found = await control.connections.list({ page: pageOf(c) })
  const add = (
    <a class="button primary" href="/connections/new">
      New connection
    </a>
  )
  if (found.total === 0)
    return page(
      c,
      { title: 'Connections' },
      <Empty title="No site is connected yet">
        <p>A connection holds the address of a site and what it takes to sign in there.</p>
        {add}
      </Empty>,
    )
  return page(
    c,
    { title: 'Connections', actions: add },
    <section class="card">
      <Table caption="Connections" columns={columnsFor(control.forms().connections)} rows={found.items} />
      <Pager page={found} path="/connections" />
    </section>,
  )
}

interface Drawn {
  readonly connection?: ConnectionView
  readonly sent?: Sent
  readonly error?: Refusal
  readonly steps?: readonly CheckStep[]
}

function form(control: Control, c: Context, { connection, sent = {}, error, steps }: Drawn) {
  const forms = control.forms().connections
  const chosen = formOf(forms, sent['method'] || connection?.method)
  const title = connection === undefined ? 'New connection' : connection.name
  return page(
    c,
    { title, status: error === undefined ? 200 : 422 },
    <>
      <ConnectionForm
        forms={forms}
        chosen={chosen}
        connection={connection}
        sent={sent}
        error={error}
        steps={steps}
        csrf={csrfOf(c)}
      />
      {connection === undefined ? null : <Remove id={connection.id} csrf={csrfOf(c)} />}
    </>,
  )
}

const stored = async (control: Control, id: string | undefined) =>
  id === undefined ? {} : { connection: await control.connections.get(id) }

const Remove = ({ id, csrf }: { readonly id: string; readonly csrf: string }) => (
  <details>
    <summary>Remove this connection</summary>
    <form method="post" action={`/connections/${id}/delete`}>
      <Csrf token={csrf} />
      <button class="danger" type="submit">
        Remove it for good
      </button>
    </form>
  </details>
)

async function save(control: Control, c: Context, id: string | undefined) {
  const sent = sentBy(await sentForm(c))
  const { connections } = control
  const input = inputOf(control, sent)
  const saved = await refusable(() =>
    id === undefined ? connections.create(input) : connections.update(id, input),
  )
  if (!('error' in saved)) return c.redirect(`/connections/${saved.id}?said=connection_saved`, 303)
  return form(control, c, { ...(await stored(control, id)), sent, error: saved.error })
}

function inputOf(control: Control, sent: Sent): ConnectionInput {
  const { name, fields } = formOf(control.forms().connections, sent['method'])
  return { name: sent['name']?.trim() ?? '', method: name, settings: settingsOf(fields, sent) }
}

function formOf(forms: readonly Form[], method: string | undefined): Form {
  const chosen = forms.find(({ name }) => name === method) ?? forms[0]
  return chosen ?? { name: '', title: '', description: '', fields: [] }
}
