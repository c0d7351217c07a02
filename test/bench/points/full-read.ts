import { type Contender, inTurns, type Measured, median, runOnce, spread } from '../measure.ts'
import { topOfProfile } from '../profile.ts'
import { atLeast, type Goal, mebibytes, type Result, type Row } from '../result.ts'
import { type BenchSite, openBenchSite } from '../site.ts'
import { type Bench, drainOf, oursOf, peerOf } from './bench.ts'

type Runs = ReadonlyMap<string, readonly Measured[]>

/** Reading and landing every page, against reading alone and against other clients. */
export async function fullRead(bench: Bench): Promise<Result> {
  const pages = bench.quick ? 1_000 : 20_000
  await using site = await openBenchSite(bench.build, pages)
  const contenders = await contendersOf(bench, site)
  bench.say(`full read of ${pages} pages: the site prepares its answers`)
  for (const contender of contenders) await runOnce(contender)
  const goals: Goal[] = []
  const rows: Row[] = []
  for (const latencyMs of [0, 50]) {
    bench.say(`full read of ${pages} pages at ${latencyMs} ms`)
    await site.tell({ latencyMs })
    const runs = await inTurns(contenders, bench.runs, (contender) => counted(site, contender))
    rows.push(...contenders.map(({ name }) => rowOf(name, latencyMs, runs)))
    goals.push(goalOf(latencyMs, runs))
  }
  await site.tell({ latencyMs: 0 })
  bench.say('profile of our full read at 0 ms')
  const profile = await topOfProfile(oursOf(bench, site, ['pages']))
  return {
    point: 1,
    title: `Full read and landing of ${pages} pages with bodies`,
    rows,
    goals,
    notes: [...notes, ...profile],
  }
}

const notes = [
  'Seconds from when a program has loaded until it is done; ratio: records a second against the drain.',
  'processor s: of all threads of the process from its start, loading included; other work on the machine does not count.',
  'ours lands in DuckDB; the drain, confluence.js and the loader read and keep nothing.',
  'LangChain loads current pages alone, space by space, as text: to be compared with ours, with text.',
]

const contendersOf = async (bench: Bench, site: BenchSite): Promise<readonly Contender[]> => [
  drainOf(bench, site, ['pages']),
  drainOf(bench, site, ['pages'], false),
  await peerOf(bench, site, 'confluence.js', 'confluence-js'),
  await peerOf(bench, site, 'LangChain loader', 'langchain'),
  oursOf(bench, site, ['pages_content'], 'ours, with text'),
  oursOf(bench, site, ['pages']),
]

async function counted(site: BenchSite, contender: Contender): Promise<Measured> {
  await site.tell({ reset: true })
  const measured = await runOnce(contender)
  const { requests } = await site.tell({})
  return { ...measured, requests, rate: measured.records / measured.seconds }
}

const rateOf = (runs: Runs, name: string) => median(runs.get(name) ?? [], 'rate')

function rowOf(name: string, latencyMs: number, all: Runs): Row {
  const runs = all.get(name) ?? []
  return {
    program: name,
    'latency ms': latencyMs,
    seconds: median(runs, 'seconds'),
    'spread %': Math.round(100 * spread(runs, 'seconds')),
    records: median(runs, 'records'),
    'records/s': Math.round(rateOf(all, name)),
    ratio: rateOf(all, name) / rateOf(all, 'drain, one connection'),
    requests: median(runs, 'requests'),
    'processor s': median(runs, 'processorSeconds'),
    'peak MiB': mebibytes(median(runs, 'peakBytes')),
  }
}

function goalOf(latencyMs: number, runs: Runs): Goal {
  const ratio = rateOf(runs, 'ours') / rateOf(runs, 'drain, one connection')
  const what = `rate of ours, landing included, against the drain at ${latencyMs} ms`
  return atLeast(what, latencyMs === 0 ? 0.6 : 3, ratio)
}
