import type { IsolatedView, Page, RunView } from '../../control/views.ts'
import { counted } from '../../words.ts'
import { Act } from './parts/act.tsx'
import { type Column, Pager, Table } from './parts/table.tsx'
import { Time, WithTimes } from './parts/time.tsx'

const columns: readonly Column<IsolatedView>[] = [
  {
    head: 'Record',
    kind: 'main',
    cell: ({ stream, id }) => (
      <>
        {stream} <span class="help">{id ?? 'its id is not known'}</span>
      </>
    ),
  },
  { head: 'What happened', kind: 'wrap', cell: ({ message }) => <WithTimes text={message} /> },
  { head: 'Request', kind: 'wrap', cell: requestOf },
  { head: 'Status', kind: 'number', cell: ({ status }) => (status === null ? '' : String(status)) },
  { head: 'Attempts', kind: 'number', cell: ({ attempts }) => (attempts === null ? '' : counted(attempts)) },
  { head: 'Missing since', cell: ({ firstSeenAt }) => <Time at={firstSeenAt} /> },
]

function requestOf({ url, requestId }: IsolatedView) {
  if (url === null && requestId === null) return ''
  return (
    <span>
      {linkTo(url)} {requestId === null ? null : <code>{requestId}</code>}
    </span>
  )
}

// The address comes from the site: only what a browser opens as a page becomes a link.
function linkTo(url: string | null) {
  if (url === null || !/^https?:\/\//.test(url)) return url ?? ''
  return (
    <a href={url} rel="noreferrer">
      {url}
    </a>
  )
}

interface IsolatedProps {
  readonly run: Pick<RunView, 'id' | 'syncId'>
  readonly found: Page<IsolatedView>
  readonly csrf: string
}

/** What the sync still owes its tables, and how it is made good. */
export const Isolated = ({ run, found, csrf }: IsolatedProps) =>
  found.total === 0 ? (
    <p class="quiet">No record waits to be landed again.</p>
  ) : (
    <section class="card">
      <h2>Records that could not be landed</h2>
      <p>
        They are missing in the tables. The next run asks for them first, and each one that it lands goes off
        this list. When one fails run after run, give Atlassian's support its request id.
      </p>
      <div class="row">
        <Act to={`/syncs/${run.syncId}/run`} csrf={csrf} label="Run again now" />
      </div>
      <Table caption="Records that could not be landed" columns={columns} rows={found.items} />
      <Pager page={found} path={`/runs/${run.id}/isolated`} into="#isolated" />
    </section>
  )
