import type { RunTrigger, RunView } from '../../../control/views.ts'
import { counted, spanOf } from '../../../words.ts'
import { Status } from './notice.tsx'
import { type Column, Table } from './table.tsx'
import { Time } from './time.tsx'

const triggers: Readonly<Record<RunTrigger, string>> = {
  manual: 'by hand',
  schedule: 'by its schedule',
  after: 'after another sync',
  catch_up: 'for a missed slot',
  rebuild: 'to rebuild',
}

export const triggerOf = (run: RunView): string => triggers[run.trigger]

/** How long it took, or has been under way; empty while it waits. */
export function durationOf({ startedAt, finishedAt }: RunView): string {
  if (startedAt === undefined || finishedAt === undefined) return ''
  return spanOf(finishedAt.getTime() - startedAt.getTime())
}

/** What the pictures count, too: a row that was read again and is the same is no news. */
const newsIn = ({ streams }: RunView): number =>
  streams.reduce((total, { report }) => total + (report ? report.new + report.changed : 0), 0)

const columns: readonly Column<RunView>[] = [
  {
    head: 'Run',
    kind: 'main',
    cell: (run) => (
      <a href={`/runs/${run.id}`}>
        <Time at={run.queuedAt} exact />
      </a>
    ),
  },
  { head: 'Verdict', cell: (run) => <Status status={run.status} /> },
  { head: 'Started', kind: 'short', cell: triggerOf },
  { head: 'Took', kind: 'number', cell: durationOf },
  {
    head: 'New and changed',
    kind: 'number',
    cell: (run) => (run.finishedAt === undefined ? '' : counted(newsIn(run))),
  },
  { head: 'Reason', kind: 'wrap', cell: (run) => run.reason ?? '' },
]

const syncColumn: Column<RunView> = {
  head: 'Sync',
  cell: ({ syncId, syncName }) => <a href={`/syncs/${syncId}`}>{syncName}</a>,
}

interface RunTableProps {
  readonly runs: readonly RunView[]
  /** All are of one sync, which the page names already. */
  readonly ofOneSync?: boolean
}

export function RunTable({ runs, ofOneSync = false }: RunTableProps) {
  const shown = ofOneSync ? columns : [...columns.slice(0, 1), syncColumn, ...columns.slice(1)]
  return <Table caption="Runs, newest first" columns={shown} rows={runs} />
}
