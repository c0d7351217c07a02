import type { RunTrigger, RunView } from '../../../control/views.ts'
import { counted, spanOf } from '../../../words.ts'
import { Status } from './notice.tsx'
import { type Column, Table } from './table.tsx'
import { Time } from './time.tsx'

const triggers: Readonly<Record<RunTrigger, string>> = {
  manual: 'started by hand',
  schedule: 'by schedule',
  after: 'after another sync',
  catch_up: 'catching up a missed slot',
  rebuild: 'rebuild',
}

export const triggerOf = (run: RunView): string => triggers[run.trigger]

/** How long it took, or has been under way; empty while it waits. */
export function durationOf({ startedAt, finishedAt }: RunView): string {
  if (startedAt === undefined || finishedAt === undefined) return ''
  return spanOf(finishedAt.getTime() - startedAt.getTime())
}

export const landedBy = ({ streams }: RunView): number =>
  streams.reduce((total, { landed }) => total + landed, 0)

const columns: readonly Column<RunView>[] = [
  { head: 'Sync', kind: 'main', cell: (run) => <a href={`/runs/${run.id}`}>{run.syncName}</a> },
  { head: 'Verdict', cell: (run) => <Status status={run.status} /> },
  { head: 'Queued', cell: (run) => <Time at={run.queuedAt} /> },
  { head: 'Why', cell: triggerOf },
  { head: 'Took', kind: 'number', cell: durationOf },
  { head: 'Rows', kind: 'number', cell: (run) => counted(landedBy(run)) },
  { head: 'Reason', kind: 'wrap', cell: (run) => run.reason ?? '' },
]

export const RunTable = ({ runs }: { readonly runs: readonly RunView[] }) => (
  <Table caption="Runs, newest first" columns={columns} rows={runs} />
)
