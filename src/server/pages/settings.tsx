import { type Context, Hono } from 'hono'
import type { Control } from '../../control/control.ts'
import type { Notice as Told } from '../../control/views.ts'
import { Act } from './parts/act.tsx'
import { Csrf, csrfOf, page } from './parts/layout.tsx'
import { Notice } from './parts/notice.tsx'
import { pageOf } from './parts/paging.ts'
import { sentBy, sentForm } from './parts/settings.ts'
import { type Column, Pager, Table } from './parts/table.tsx'
import { Time } from './parts/time.tsx'

export const settingsPages = (control: Control) =>
  new Hono()
    .get('/settings', (c) => settings(control, c))
    .post('/settings', async (c) => {
      const sent = sentBy(await sentForm(c))
      const webhookUrl = 'forget' in sent ? null : sent['webhookUrl']
      await control.notifications.update({
        webhookUrl,
        onRecovery: 'onRecovery' in sent,
        onIncomplete: 'onIncomplete' in sent,
      })
      return c.redirect('/settings?said=settings_saved', 303)
    })
    .post('/settings/test', async (c) => {
      const { delivered, message } = await control.notifications.test(AbortSignal.timeout(15_000))
      return settings(control, c, <Notice tone={delivered ? 'good' : 'bad'}>{message}</Notice>)
    })
    .post('/settings/seen', async (c) => {
      await control.notifications.markSeen()
      return c.redirect('/settings?said=seen', 303)
    })

async function settings(control: Control, c: Context, outcome?: unknown) {
  const [now, notices] = await Promise.all([
    control.notifications.settings(),
    control.notifications.list({ page: pageOf(c) }),
  ])
  const csrf = csrfOf(c)
  const where = now.webhookSet ? `stored (${now.webhookHost ?? 'a webhook'}); leave empty to keep it` : ''
  return page(
    c,
    { title: 'Settings' },
    <>
      {outcome}
      <form class="card fields narrow" method="post" action="/settings">
        <h2>Notifications</h2>
        <Csrf token={csrf} />
        <div class="field">
          <label for="webhook">Webhook</label>
          <input
            id="webhook"
            name="webhookUrl"
            type="password"
            autocomplete="off"
            placeholder={where}
            aria-describedby="webhook-help"
          />
          <span class="help" id="webhook-help">
            Told of every sync that fails, in a shape that chat tools accept. The address is kept as a secret.
          </span>
        </div>
        <Tick name="onIncomplete" label="Also when a run is incomplete" checked={now.onIncomplete} />
        <Tick name="onRecovery" label="Also when a sync is well again" checked={now.onRecovery} />
        {now.webhookSet ? <Tick name="forget" label="Forget the webhook" checked={false} /> : null}
        <div class="row">
          <button class="primary" type="submit">
            Save
          </button>
          {now.webhookSet ? (
            <button type="submit" formaction="/settings/test">
              Send a test
            </button>
          ) : null}
        </div>
      </form>
      <Notices csrf={csrf} notices={notices} />
    </>,
  )
}

const Tick = ({
  name,
  label,
  checked,
}: {
  readonly name: string
  readonly label: string
  readonly checked: boolean
}) => (
  <label class="choice">
    <input type="checkbox" name={name} checked={checked} />
    {label}
  </label>
)

const tones = { failed: 'bad', incomplete: 'warn', recovered: 'good' } as const

const columns: readonly Column<Told>[] = [
  { head: 'Sync', kind: 'main', cell: ({ syncId, syncName }) => <a href={`/syncs/${syncId}`}>{syncName}</a> },
  {
    head: 'What',
    kind: 'short',
    cell: ({ kind, seen }) => (
      <span>
        <span class={`badge ${tones[kind]}`}>{kind}</span> {seen ? null : <span class="quiet">new</span>}
      </span>
    ),
  },
  {
    head: 'When',
    cell: ({ at, runId }) => (
      <a href={`/runs/${runId}`}>
        <Time at={at} />
      </a>
    ),
  },
  { head: 'Message', kind: 'wrap', cell: ({ message }) => message },
  { head: 'Webhook', kind: 'wrap', cell: ({ delivery }) => delivery ?? '' },
]

interface NoticesProps {
  readonly csrf: string
  readonly notices: Awaited<ReturnType<Control['notifications']['list']>>
}

const Notices = ({ csrf, notices }: NoticesProps) => (
  <section class="card">
    <h2>Notices</h2>
    {notices.total === 0 ? (
      <p class="quiet">Nothing went wrong so far.</p>
    ) : (
      <>
        <Table caption="Notices, newest first" columns={columns} rows={notices.items} />
        <Pager page={notices} path="/settings" />
        {notices.items.some(({ seen }) => !seen) ? (
          <Act to="/settings/seen" csrf={csrf} label="Mark all as seen" />
        ) : null}
      </>
    )}
  </section>
)
