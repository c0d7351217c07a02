import { runOnce } from '../measure.ts'
import { atMost, type Result, type Row } from '../result.ts'
import { openBenchSite } from '../site.ts'
import { type Bench, drainOf, oursOf } from './bench.ts'
import { streamNames } from './side-by-side.ts'

/** Requests of a full read of each stream, against the fewest that give the data. */
export async function fewestRequests(bench: Bench): Promise<Result> {
  const pages = bench.quick ? 1_000 : 20_000
  await using site = await openBenchSite(bench.build, pages)
  bench.say(`requests of full reads of ${pages} pages`)
  const rows: Row[] = []
  for (const stream of streamNames) {
    const { requests: fewest = 0 } = await runOnce(drainOf(bench, site, [stream]))
    await site.tell({ reset: true })
    const { [`requests of ${stream}`]: own = 0 } = await runOnce(oursOf(bench, site, [stream]))
    const { requests, routes } = await site.tell({})
    rows.push({
      stream,
      fewest,
      ours: own,
      ratio: own / fewest,
      'with sign-in': requests,
      ...mostAsked(routes),
    })
  }
  const pagesRow = rows.find(({ stream }) => stream === 'pages')
  return {
    point: 3,
    title: `Requests of a full read of each stream by itself, ${pages} pages`,
    rows,
    goals: [atMost('requests for pages, over the fewest possible', 1.02, Number(pagesRow?.['ratio']))],
    notes: [
      'fewest: the listings in the largest pages the API allows; for labels a request a kind and label more.',
      'users: ours also asks for people that other tables name; alone it has nobody to ask for.',
    ],
  }
}

/** The routes that take most requests, the first three. */
function mostAsked(routes: Readonly<Record<string, number>>): Row {
  const most = Object.entries(routes).sort(([, a], [, b]) => b - a)
  return {
    'asked most': most
      .slice(0, 3)
      .map(([route, count]) => `${count} ${route}`)
      .join(', '),
  }
}
