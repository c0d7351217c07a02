import { type Measured, median, runOnce } from '../measure.ts'
import { atLeast, atMost, type Result } from '../result.ts'
import { openBenchSite } from '../site.ts'
import { type Bench, oursOf } from './bench.ts'
import { streamNames } from './side-by-side.ts'

/** A site that gives so many answers a window, and then 429 until the next one begins. */
export async function throttled(bench: Bench): Promise<Result> {
  const pages = bench.quick ? 400 : 4_000
  const quota = bench.quick ? { requests: 30, windowMs: 2_000 } : { requests: 150, windowMs: 10_000 }
  await using site = await openBenchSite(bench.build, pages)
  const ours = oursOf(bench, site, streamNames)
  bench.say('a throttled site: it prepares its answers')
  await runOnce(ours)
  const runs: Measured[] = []
  for (let run = 0; run < bench.runs; run += 1) {
    bench.say(`a throttled site, run ${run + 1}`)
    await site.tell({ latencyMs: 50, reset: true, quota })
    const measured = await runOnce(ours)
    const { requests, refused, windows } = await site.tell({})
    const used = windows.reduce((sum, one) => sum + one, 0) / (windows.length * quota.requests)
    runs.push({
      ...measured,
      requests,
      refused,
      windows: windows.length,
      used,
      'share refused': refused / requests,
    })
  }
  const of = (figure: string) => median(runs, figure)
  return {
    point: 6,
    title: `All eight streams of a throttled site: ${quota.requests} answers every ${quota.windowMs / 1000} s, 50 ms`,
    rows: runs.map(({ seconds, requests = 0, refused = 0, windows = 0, used = 0 }) => ({
      ...{ seconds, requests, '429s': refused, 'whole windows': windows, 'share of quota used': used },
    })),
    goals: [
      atLeast('share of the quota used', 0.95, of('used')),
      atMost('429s, share of requests', 0.01, of('share refused')),
    ],
    notes: [
      'The last window is left out: the read ends in it. A shorter window than a minute only makes it harder.',
    ],
  }
}
