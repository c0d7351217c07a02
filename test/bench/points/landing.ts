import { type Contender, inTurns, type Measured, median, runOnce } from '../measure.ts'
import { atLeast, mebibytes, type Result, type Row } from '../result.ts'
import { openBenchSite } from '../site.ts'
import type { Bench } from './bench.ts'

const ways = {
  bare: 'bare INSERT … SELECT FROM read_json of a file that is there',
  ours: 'ours, from records: staging and commit',
  gzip: 'writing the batch: NDJSON, gzip level 1, for Snowflake',
} as const

/** One batch as the engine makes them, against the least that DuckDB has to do with the same rows in a file. */
export async function landing(bench: Bench): Promise<Result> {
  const pages = bench.quick ? 1_000 : 8_000
  await using site = await openBenchSite(bench.build, pages)
  const { url, authorization } = site
  const contenders = Object.entries(ways).map(
    ([how, name]): Contender => ({
      name,
      program: bench.build.program('land-batch'),
      request: (folder) => ({ folder, url, authorization, how, batchBytes: 32 * 2 ** 20 }),
    }),
  )
  bench.say('landing one batch')
  const runs = await inTurns(contenders, bench.quick ? 1 : bench.runs + 2, runOnce)
  const of = (name: string, figure = 'seconds') => median(runs.get(name) ?? [], figure)
  const staging = of(ways.ours, 'stagingSeconds')
  const writing = of(ways.bare, 'writingSeconds')
  const commit = of(ways.ours) - staging
  return {
    point: 5,
    title: 'One batch of pages into DuckDB; the same batch written for Snowflake',
    rows: [...runs].map(([name, own]) => rowOf(name, own)),
    goals: [
      atLeast('rate of our commit against the bare insert', 0.8, of(ways.bare) / commit),
      atLeast(
        'rate from records to rows against writing a file and the bare insert',
        0.8,
        (writing + of(ways.bare)) / of(ways.ours),
      ),
    ],
    notes: [
      `Of ours staging took ${staging.toFixed(3)} s. Writing the file of the bare insert took ${writing.toFixed(3)} s, which is not in its row.`,
    ],
  }
}

function rowOf(name: string, runs: readonly Measured[]): Row {
  const seconds = median(runs, 'seconds')
  const bytes = median(runs, 'bytes')
  const file =
    runs[0]?.['fileBytes'] === undefined ? {} : { 'file MiB': mebibytes(median(runs, 'fileBytes')) }
  const rows = median(runs, 'records')
  return {
    what: name,
    rows,
    'MiB of rows': mebibytes(bytes),
    seconds,
    'MiB/s': mebibytes(bytes) / seconds,
    'rows/s': Math.round(rows / seconds),
    ...file,
  }
}
