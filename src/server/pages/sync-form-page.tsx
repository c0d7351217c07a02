import type { Context } from 'hono'
import type { Control } from '../../control/control.ts'
import type { SyncView } from '../../control/views.ts'
import { choosing } from './choosing.ts'
import { clauseField } from './clause.tsx'
import { inWordsOfForm } from './limit-fields.tsx'
import { csrfOf, page } from './parts/layout.tsx'
import { Empty } from './parts/notice.tsx'
import type { Refusal } from './parts/refusable.ts'
import type { Sent } from './parts/settings.ts'
import { type Found, SyncForm } from './sync-fields.tsx'

interface Drawn {
  /** Undefined: one that is to be made. */
  readonly sync?: SyncView
  readonly sent?: Sent
  readonly error?: Refusal
  readonly found?: Found
}

/** The form of a sync as it is stored, or as it was sent. */
export async function form(control: Control, c: Context, { sync, sent, error, found = {} }: Drawn) {
  const [connections, others] = await Promise.all([
    choosing(control, 'connections', sync, sent),
    choosing(control, 'syncs', sync, sent),
  ])
  if (connections.choices.length === 0 && connections.search === '') return connectFirst(c)
  return page(
    c,
    { title: sync === undefined ? 'New sync' : sync.name, status: error === undefined ? 200 : 422 },
    <SyncForm
      forms={control.forms()}
      catalog={control.catalog()}
      clause={clauseField(control)}
      {...{ connections, others, sync, sent, found }}
      error={error && inWordsOfForm(error)}
      csrf={csrfOf(c)}
    />,
  )
}

const connectFirst = (c: Context) =>
  page(
    c,
    { title: 'New sync' },
    <Empty title="Connect a site first">
      <p>A sync reads from a connection.</p>
      <a class="button primary" href="/connections/new">
        New connection
      </a>
    </Empty>,
  )
