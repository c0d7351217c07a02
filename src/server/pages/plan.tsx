import type { RunPlan, StreamPlan } from '../../run/run-plan.ts'
import { counted, spanOf, strategies } from '../../words.ts'
import { type Column, Table } from './parts/table.tsx'
import { WithTimes } from './parts/time.tsx'

const columns: readonly Column<StreamPlan>[] = [
  { head: 'Stream', kind: 'main', cell: ({ stream }) => stream },
  { head: 'Strategy', kind: 'short', cell: ({ strategy }) => strategies[strategy] },
  { head: 'Why', kind: 'wrap', cell: ({ because }) => <WithTimes text={because} /> },
  {
    head: 'Rows expected',
    kind: 'number',
    cell: ({ rows }) => (rows === undefined ? 'not known' : counted(rows)),
  },
  {
    head: 'Requests',
    kind: 'number',
    cell: ({ requests }) => (requests === undefined ? 'not known' : counted(requests)),
  },
  {
    head: 'Time',
    kind: 'number',
    cell: ({ durationMs }) => (durationMs === undefined ? 'not known' : spanOf(durationMs)),
  },
]

/** What a run would take, as far as the site could tell. */
export const Plan = ({ plan: { streams, requests, durationMs } }: { readonly plan: RunPlan }) => (
  <div class="fields">
    <p>
      {`A run now takes about ${counted(requests)} ${requests === 1 ? 'request' : 'requests'} to the site`}
      {durationMs === undefined ? '.' : `, ${spanOf(durationMs)} at the pace of its answers.`}
    </p>
    <Table caption="What a run would read" columns={columns} rows={streams} />
    <Queries streams={streams} />
  </div>
)

/** The queries in the source's own language, letter for letter; streams without one have none to show. */
function Queries({ streams }: Pick<RunPlan, 'streams'>) {
  const asked = streams.filter(({ query }) => query !== undefined)
  if (asked.length === 0) return null
  return (
    <dl class="fields">
      {asked.map(({ stream, query, queryNote }) => (
        <div>
          <dt>{`The query for ${stream}`}</dt>
          <dd>
            <code>{query}</code>
            {queryNote === undefined ? null : <span class="help">{` (${queryNote})`}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
