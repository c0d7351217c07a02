import { expect, it } from 'vitest'
import { type Column, Grid, Table } from '../../../../src/server/pages/parts/table.tsx'
import { Time, WithTimes } from '../../../../src/server/pages/parts/time.tsx'

interface Row {
  readonly name: string
  readonly reason?: string
}

const columns: readonly Column<Row>[] = [
  { head: 'Name', cell: ({ name }) => name },
  { head: 'Reason', cell: ({ reason }) => reason ?? '' },
]
const drawn = (...rows: readonly Row[]) => String(<Table caption="Rows" columns={columns} rows={rows} />)

it('leaves out a column that says nothing in any row', () => {
  expect(drawn({ name: 'pages' }, { name: 'users' })).not.toContain('Reason')
  expect(drawn({ name: 'pages' }, { name: 'users', reason: 'refused' })).toMatch(
    /data-label="Reason"><\/td>.*data-label="Reason">refused<\/td>/,
  )
  expect(drawn()).toContain('Reason')
})

it('sets numbers of an answer to the right, under a head that stands there too', () => {
  const grid = String(
    <Grid
      caption="Answer"
      columns={['key', 'pages']}
      rows={[
        ['A', null],
        ['B', 12],
      ]}
    />,
  )
  expect(grid).toContain('<th scope="col">key</th><th scope="col" class="number">pages</th>')
  expect(grid).toContain('<td class="null">null</td>')
  expect(grid).toContain('<td class="number">12</td>')
})

it('names the zone of every time that is written without script', () => {
  const at = '2026-05-04T12:30:15.250Z'
  expect(String(<Time at={at} />)).toBe(`<time datetime="${at}">2026-05-04 12:30 UTC</time>`)
  expect(String(<Time at={at} exact />)).toContain('>2026-05-04 12:30:15 UTC<')
  expect(String(<Time at={null} />)).toContain('never')
  expect(String(<WithTimes text={`changed since ${at}, <b>`} />)).toMatch(
    /^<span>changed since <time [^>]+>2026-05-04 12:30:15 UTC<\/time>, &lt;b&gt;<\/span>$/,
  )
})
