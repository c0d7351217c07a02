import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Contender, type Measured, median, runIn, runOnce } from '../measure.ts'
import { atMost, type Goal, mebibytes, type Result, type Row } from '../result.ts'
import { type BenchSite, openBenchSite } from '../site.ts'
import { type Bench, configOf } from './bench.ts'

interface Grown {
  readonly pages: number
  /** Pages changed since the read before; undefined: a full read. */
  readonly changes: number | undefined
  readonly runs: readonly Measured[]
}

const changeCounts = [0, 10, 1_000]

/** What a larger site costs: memory of full reads; requests, seconds and memory of incremental ones. */
export async function growth(bench: Bench): Promise<Result> {
  const sizes = bench.quick ? [2_000, 4_000] : [10_000, 100_000, ...(bench.large ? [1_000_000] : [])]
  const found: Grown[] = []
  for (const pages of sizes) found.push(...(await readAt(bench, pages)))
  return {
    point: 4,
    title: 'Full and incremental reads of pages as the site grows',
    rows: found.map(rowOf),
    goals: goalsOf(found, sizes),
    notes: [
      'Medians, also of the peaks; the first full read of a size waits for the site to prepare its answers.',
      'requests: of the stream; two more sign in and out.',
      ...(bench.large
        ? []
        : ['1,000,000 pages: with --large, which takes a quarter of an hour and 5 GB of disk.']),
    ],
  }
}

async function readAt(bench: Bench, pages: number): Promise<readonly Grown[]> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-sync-bench-'))
  try {
    await using site = await openBenchSite(bench.build, pages)
    const found: Grown[] = [{ pages, changes: undefined, runs: await full(bench, site, folder) }]
    for (const changes of changeCounts.filter((count) => count * 2 <= pages))
      found.push({ pages, changes, runs: await incremental(bench, site, folder, changes) })
    return found
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** First reads, each into an empty folder, the last one into that where the incremental ones go on. */
async function full(bench: Bench, site: BenchSite, folder: string): Promise<readonly Measured[]> {
  const runs: Measured[] = []
  for (let run = 1; run <= bench.runs; run += 1) {
    bench.say(`full read of ${site.pages} pages, run ${run}`)
    const reader = readerOf(bench, site, true)
    runs.push(await (run < bench.runs ? runOnce(reader) : runIn(folder, reader)))
  }
  return runs
}

const readerOf = (bench: Bench, site: BenchSite, fullRefresh: boolean): Contender => ({
  name: 'ours',
  program: bench.build.program('ours'),
  request: (folder) => ({ folder, fullRefresh, config: configOf(site, { pages: {} }) }),
})

async function incremental(bench: Bench, site: BenchSite, folder: string, changes: number) {
  bench.say(`incremental reads with ${changes} changes`)
  const ids = await firstIds(site, changes)
  const runs: Measured[] = []
  // So that the site knows what will be asked for.
  await runIn(folder, readerOf(bench, site, false))
  for (let run = 0; run < bench.runs; run += 1) {
    await site.tell({ edit: ids })
    runs.push(await runIn(folder, readerOf(bench, site, false)))
  }
  return runs
}

/** Always the same pages, so that what changed before stays among what changes next. */
async function firstIds(site: BenchSite, count: number): Promise<readonly string[]> {
  const ids: string[] = []
  for (let path: string | undefined = '/wiki/api/v2/pages?limit=250&sort=id'; ids.length < count && path; ) {
    const { results, _links } = await site.ask(path)
    ids.push(...results.map(({ id }) => id))
    path = _links.next
  }
  return ids.slice(0, count)
}

const rowOf = ({ pages, changes, runs }: Grown): Row => ({
  pages,
  read: changes === undefined ? 'full' : `incremental, ${changes} changes`,
  requests: median(runs, 'requests'),
  seconds: median(runs, 'seconds'),
  landed: median(runs, 'records'),
  'records/s': Math.round(median(runs, 'records') / median(runs, 'seconds')),
  'processor s': median(runs, 'processorSeconds'),
  'peak MiB': mebibytes(median(runs, 'peakBytes')),
})

function goalsOf(found: readonly Grown[], sizes: readonly number[]): readonly Goal[] {
  const of = (pages: number | undefined, changes: number | undefined, figure: string) =>
    median(found.find((one) => one.pages === pages && one.changes === changes)?.runs ?? [], figure)
  const [smaller, largest] = sizes.slice(-2)
  const times = (changes: number | undefined, figure: string, from = smaller) =>
    of(largest, changes, figure) / of(from, changes, figure)
  return [
    atMost('requests of an incremental read without changes', 2, of(largest, 0, 'requests')),
    atMost(`peak memory, ${largest} over ${smaller} pages`, 1.1, times(undefined, 'peakBytes')),
    atMost(`peak MiB at ${largest} pages`, 400, mebibytes(of(largest, undefined, 'peakBytes'))),
    atMost(`requests for 10 changes, ${largest} over ${sizes[0]} pages`, 1, times(10, 'requests', sizes[0])),
    atMost(`seconds for 10 changes, ${largest} over ${sizes[0]} pages`, 1.5, times(10, 'seconds', sizes[0])),
  ]
}
