import { type Context, Hono } from 'hono'
import { toSyncError } from '../../contract/errors.ts'
import type { Control } from '../../control/control.ts'
import type { SyncView } from '../../control/views.ts'
import { Clause, clauseField, Finding, Spaces } from './clause.tsx'
import { csrfOf, page } from './parts/layout.tsx'
import { Empty } from './parts/notice.tsx'
import { type Sent, sentBy } from './parts/settings.ts'
import { stepsAnswer } from './parts/steps.tsx'
import { Plan } from './plan.tsx'
import { SyncForm, type SyncFormProps } from './sync-fields.tsx'
import { syncInputOf, warehouseOf } from './sync-input.ts'

const longestQuestionMs = 30_000
const patient = (c: Context) => AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(longestQuestionMs)])

export const syncFormPages = (control: Control) =>
  new Hono()
    .get('/syncs/new', (c) => form(control, c, {}))
    .get('/syncs/:id/edit', async (c) =>
      form(control, c, { sync: await control.syncs.get(c.req.param('id')) }),
    )
    .get('/syncs/:id/plan', async (c) =>
      c.html(<Plan plan={await control.syncs.plan(c.req.param('id'), patient(c))} />),
    )
    .post('/syncs/clause', async (c) => {
      const sent = sentBy(await c.req.formData())
      const clause = sent[`parameters.${clauseField(control)?.name}`] ?? ''
      return c.html(
        <Finding {...(await control.syncs.checkClause(sent['connectionId'] ?? '', clause, patient(c)))} />,
      )
    })
    .post('/syncs/spaces', async (c) => {
      const { connectionId = '', search = '' } = sentBy(await c.req.formData())
      return c.html(<Spaces choices={await control.syncs.spaces(connectionId, search, patient(c))} />)
    })
    .post('/syncs/clause-with-spaces', async (c) => {
      const sent = await c.req.formData()
      const field = clauseField(control)
      const clause = String(sent.get(`parameters.${field?.name}`) ?? '')
      return c.html(
        <Clause field={field} value={control.syncs.withSpaces(clause, sent.getAll('spaces').map(String))} />,
      )
    })
    .post('/syncs/warehouse', async (c) => {
      const sent = sentBy(await c.req.formData())
      return stepsAnswer(c, (signal) =>
        control.syncs.checkWarehouse(warehouseOf(control, sent), signal, sent['id'] || undefined),
      )
    })
    .post('/syncs', (c) => save(control, c, undefined))
    .post('/syncs/:id', (c) => save(control, c, c.req.param('id')))

interface Drawn extends Pick<SyncFormProps, 'error'> {
  readonly sync?: SyncView
  readonly sent?: Sent
}

async function form(control: Control, c: Context, { sync, sent, error }: Drawn) {
  const [connections, syncs] = await Promise.all([
    control.connections.list({ pageSize: 200 }),
    control.syncs.list({ pageSize: 200 }),
  ])
  if (connections.total === 0)
    return page(
      c,
      { title: 'New sync' },
      <Empty title="Connect a site first">
        <p>A sync reads from a connection.</p>
        <a class="button primary" href="/connections/new">
          New connection
        </a>
      </Empty>,
    )
  return page(
    c,
    { title: sync === undefined ? 'New sync' : sync.name, status: error === undefined ? 200 : 422 },
    <SyncForm
      forms={control.forms()}
      catalog={control.catalog()}
      clause={clauseField(control)}
      connections={connections.items}
      others={syncs.items.filter(({ id }) => id !== sync?.id)}
      sync={sync}
      sent={sent}
      error={error}
      csrf={csrfOf(c)}
    />,
  )
}

async function save(control: Control, c: Context, id: string | undefined) {
  const sent = sentBy(await c.req.formData())
  const sync = id === undefined ? undefined : await control.syncs.get(id)
  const input = syncInputOf(control, sent, sync?.limits ?? {})
  try {
    const saved = id === undefined ? await control.syncs.create(input) : await control.syncs.update(id, input)
    return c.redirect(`/syncs/${saved.id}?said=sync_saved`, 303)
  } catch (thrown) {
    const error = toSyncError(thrown)
    if (error.kind !== 'config') throw error
    return form(control, c, { ...(sync === undefined ? {} : { sync }), sent, error })
  }
}
