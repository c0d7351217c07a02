import { listings, type StreamName } from '../listings.ts'
import { type Contender, inTurns, type Measured, median, runOnce } from '../measure.ts'
import { atLeast, mebibytes, type Result, type Row } from '../result.ts'
import { openBenchSite } from '../site.ts'
import { type Bench, drainOf, oursOf } from './bench.ts'

export const streamNames = Object.keys(listings).filter((name): name is StreamName => name in listings)

/** All eight streams in one run, against draining one listing after the other. */
export async function sideBySide(bench: Bench): Promise<Result> {
  const pages = bench.quick ? 400 : 2_000
  await using site = await openBenchSite(bench.build, pages)
  const drains = streamNames.map((name): Contender => ({ ...drainOf(bench, site, [name]), name }))
  const ours = oursOf(bench, site, streamNames)
  bench.say(`eight streams of a site of ${pages} pages: the site prepares its answers`)
  for (const contender of [...drains, ours]) await runOnce(contender)
  await site.tell({ latencyMs: 50 })
  bench.say('eight streams at 50 ms')
  const runs = await inTurns([...drains, ours], bench.runs, runOnce)
  const rows = [...runs].map(([name, own]) => rowOf(name, own))
  const sum = rows.slice(0, -1).reduce((total, row) => total + Number(row['seconds']), 0)
  const faster = sum / Number(rows.at(-1)?.['seconds'])
  return {
    point: 2,
    title: `All eight streams of a site of ${pages} pages at 50 ms`,
    rows: [...rows.slice(0, -1), { read: 'sum of the drains', seconds: sum }, ...rows.slice(-1)],
    goals: [atLeast('times as fast as the drains one after the other', 3, faster)],
    notes: [
      'Each stream by itself: its drain with one connection. What carries a label: one request a kind and label.',
    ],
  }
}

const rowOf = (name: string, runs: readonly Measured[]): Row => ({
  read: name,
  seconds: median(runs, 'seconds'),
  records: median(runs, 'records'),
  requests: median(runs, 'requests'),
  'peak MiB': mebibytes(median(runs, 'peakBytes')),
})
