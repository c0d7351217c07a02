import { type Context, Hono } from 'hono'
import type { Control } from '../../control/control.ts'
import type { SyncView } from '../../control/views.ts'
import { choosing } from './choosing.ts'
import { Clause, clauseField, Finding, Spaces } from './clause.tsx'
import { inWordsOfForm } from './limit-fields.tsx'
import { Chooser } from './parts/chooser.tsx'
import { page } from './parts/layout.tsx'
import { Notice } from './parts/notice.tsx'
import { refusable } from './parts/refusable.ts'
import { type Sent, sentBy, sentForm } from './parts/settings.ts'
import { stepsAnswer } from './parts/steps.tsx'
import { Plan } from './plan.tsx'
import { syncField } from './schedule-fields.tsx'
import { connectionField, type Found, Preview } from './sync-fields.tsx'
import { form } from './sync-form-page.tsx'
import { syncInputOf, warehouseOf } from './sync-input.ts'

const longestQuestionMs = 30_000
const patient = (c: Context) => AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(longestQuestionMs)])

export const syncFormPages = (control: Control) =>
  new Hono()
    .get('/syncs/new', (c) => form(control, c, {}))
    .get('/syncs/:id/edit', async (c) =>
      form(control, c, { sync: await control.syncs.get(c.req.param('id')) }),
    )
    .get('/syncs/:id/plan', (c) => planPage(control, c, c.req.param('id')))
    .post('/syncs/clause', async (c) => {
      const sent = sentBy(await sentForm(c))
      const { connectionId = '' } = sent
      const clause = sent[`parameters.${clauseField(control)?.name}`] ?? ''
      const finding = await control.syncs.checkClause(connectionId, clause, patient(c))
      return within(control, c, sent, { finding }, <Finding {...finding} />)
    })
    .post('/syncs/spaces', async (c) => {
      const sent = sentBy(await sentForm(c))
      const { connectionId = '', search = '' } = sent
      const spaces = await control.syncs.spaces(connectionId, search, patient(c))
      return within(control, c, sent, { spaces }, <Spaces choices={spaces} />)
    })
    .post('/syncs/clause-with-spaces', async (c) => {
      const given = await sentForm(c)
      const field = clauseField(control)
      const name = `parameters.${field?.name}`
      const clause = String(given.get(name) ?? '')
      const value = control.syncs.withSpaces(clause, given.getAll('spaces').map(String))
      const sent = { ...sentBy(given), [name]: value }
      return within(control, c, sent, {}, <Clause field={field} value={value} />)
    })
    .post('/syncs/choices', async (c) => choices(control, c, sentBy(await sentForm(c))))
    .post('/syncs/plan', async (c) => preview(control, c, sentBy(await sentForm(c))))
    .post('/syncs/warehouse', async (c) => {
      const sent = sentBy(await sentForm(c))
      return stepsAnswer(
        c,
        (signal) => control.syncs.checkWarehouse(warehouseOf(control, sent), signal, sent['id'] || undefined),
        async (steps) => form(control, c, { ...(await stored(control, sent)), sent, found: { steps } }),
      )
    })
    .post('/syncs', (c) => save(control, c, undefined))
    .post('/syncs/:id', (c) => save(control, c, c.req.param('id')))

const isPiece = (c: Context) => c.req.header('hx-request') === 'true'

/** A piece of the form for who has script; without it, the whole form as it was sent, the piece in its place. */
async function within(
  control: Control,
  c: Context,
  sent: Sent,
  found: Found,
  piece: string | Promise<string>,
) {
  return isPiece(c) ? c.html(piece) : form(control, c, { ...(await stored(control, sent)), sent, found })
}

async function stored(control: Control, { id }: Sent): Promise<{ readonly sync?: SyncView }> {
  return id ? { sync: await control.syncs.get(id) } : {}
}

async function choices(control: Control, c: Context, sent: Sent) {
  const isSync = c.req.query('of') === 'syncs'
  const found = await choosing(
    control,
    isSync ? 'syncs' : 'connections',
    (await stored(control, sent)).sync,
    sent,
  )
  const piece = isSync ? (
    <Chooser of="syncs" field={syncField} prefix="schedule." {...found} value={sent['schedule.syncId']} />
  ) : (
    <Chooser of="connections" field={connectionField} {...found} value={sent['connectionId']} />
  )
  return within(control, c, sent, {}, piece)
}

async function planPage(control: Control, c: Context, id: string) {
  const plan = await control.syncs.plan(id, patient(c))
  if (isPiece(c)) return c.html(<Plan plan={plan} />)
  const about = <a href={`/syncs/${id}`}>Back to the sync</a>
  return page(
    c,
    { title: 'What would a run cost now?', about },
    <section class="card">
      <Plan plan={plan} />
    </section>,
  )
}

async function preview(control: Control, c: Context, sent: Sent) {
  const asked = await refusable(async () => {
    const plan = await control.syncs.planInput(
      syncInputOf(control, sent),
      patient(c),
      sent['id'] || undefined,
    )
    return { plan }
  })
  if ('plan' in asked) return within(control, c, sent, asked, <Preview plan={asked.plan} />)
  if (isPiece(c)) return c.html(<Notice tone="bad">{inWordsOfForm(asked.error).message}</Notice>)
  return form(control, c, { ...(await stored(control, sent)), sent, ...asked })
}

async function save(control: Control, c: Context, id: string | undefined) {
  const sent = sentBy(await sentForm(c))
  const input = syncInputOf(control, sent)
  const asked = await refusable(() =>
    id === undefined ? control.syncs.create(input) : control.syncs.update(id, input),
  )
  if ('error' in asked)
    return form(control, c, { ...(await stored(control, { id: id ?? '' })), sent, error: asked.error })
  return c.redirect(`/syncs/${asked.id}?said=sync_saved`, 303)
}
