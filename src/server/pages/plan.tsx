import type { RunPlan, StreamPlan } from '../../run/run-plan.ts'
import { counted, spanOf, strategies } from '../../words.ts'
import { type Column, Table } from './parts/table.tsx'

const columns: readonly Column<StreamPlan>[] = [
  { head: 'Stream', kind: 'main', cell: ({ stream }) => stream },
  { head: 'Strategy', cell: ({ strategy }) => strategies[strategy] },
  { head: 'Why', kind: 'wrap', cell: ({ because }) => because },
  { head: 'Rows', kind: 'number', cell: ({ rows }) => (rows === undefined ? '?' : counted(rows)) },
  {
    head: 'Requests',
    kind: 'number',
    cell: ({ requests }) => (requests === undefined ? '?' : counted(requests)),
  },
  {
    head: 'Time',
    kind: 'number',
    cell: ({ durationMs }) => (durationMs === undefined ? '?' : spanOf(durationMs)),
  },
]

/** What a run would take, as far as the site could tell. */
export const Plan = ({ plan: { streams, requests, durationMs } }: { readonly plan: RunPlan }) => (
  <div>
    <p>
      {`About ${counted(requests)} requests to the site`}
      {durationMs === undefined ? '.' : `, ${spanOf(durationMs)} at the pace of its answers.`}
    </p>
    <Table caption="What a run would read" columns={columns} rows={streams} />
  </div>
)
