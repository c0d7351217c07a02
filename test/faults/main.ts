import { Command } from 'commander'
import { openApp } from '../../src/app.ts'
import { matrix } from './matrix.ts'
import { mixOf } from './mixes.ts'
import type { TrialPlan } from './plan.ts'
import { failureOf, isIdle, linesOf, replayOf, tableOf, totalLine, totalsOf } from './report.ts'
import { runTrial, type TrialResult } from './trial.ts'

interface Options {
  readonly mixes: number
  readonly seed: number
  readonly only?: string
  readonly atOnce: number
  readonly every: number
  readonly json?: true
}

const options: Options = new Command('test:faults')
  .description('Plays every fault of the sandbox, alone and together, and judges what has landed.')
  .option('--mixes <count>', 'how many mixes of faults', Number, 200)
  .option('--seed <number>', 'of the trials; the mixes count on from it', Number, 1)
  .option(
    '--only <name>',
    'a fault, or more of a trial\'s name: "busy", "busy/date/pages"; "mix" for the mixes',
  )
  .option('--every <n>', 'only every n-th of the trials chosen, for a quick look', Number, 1)
  .option('--at-once <count>', 'how many trials are played at the same time', Number, 4)
  .option('--json', 'one JSON value instead of the table')
  .parse()
  .opts()

const say = (text: string) => void process.stdout.write(`${text}\n`)
const seedsTried = 5
const { plugin } = await openApp()
const incremental = plugin.streams.filter(({ strategies }) => strategies.includes('incremental'))
const alone = (seed: number) => matrix({ seed, incremental: new Set(incremental.map(({ name }) => name)) })
const startedAt = Date.now()
const results: TrialResult[] = []
const plans = chosen(options).values()
// Side by side, since most of a trial is waiting for the database's disk.
await Promise.all(Array.from({ length: options.atOnce }, () => work(plans)))
const totals = totalsOf(results, Math.round((Date.now() - startedAt) / 1000))
if (options.json)
  say(JSON.stringify({ lines: linesOf(results), totals, failures: results.filter(isBad).map(toJson) }))
else say([tableOf(linesOf(results)), ...totals.idle.map(idleLine), totalLine(totals)].join('\n'))
// A mix is drawn by chance, and may strike nothing; a fault by itself must strike.
const isBlunt = totals.idle.some(({ name }) => name !== 'mix') || totals.idle.length === results.length
process.exitCode = results.some(isBad) || isBlunt ? 1 : 0

async function work(plans: Iterable<TrialPlan>): Promise<void> {
  for (const plan of plans) {
    const result = await playUntilStruck(plan)
    results.push(result)
    if (isBad(result) && !options.json) say(failureOf(result))
  }
}

/** What one seed's site gives a fault no chance to strike, that of another does. A mix may strike nothing. */
async function playUntilStruck(plan: TrialPlan): Promise<TrialResult> {
  let result = await runTrial(plan)
  for (let seed = plan.seed + 1; isIdle(result) && seed < plan.seed + seedsTried; seed += 1) {
    const next = alone(seed).find(({ name }) => name === plan.name)
    if (next === undefined) break
    result = await runTrial(next)
  }
  return result
}

function chosen({ mixes, seed, only = '', every }: Options): readonly TrialPlan[] {
  const together = Array.from({ length: mixes }, (_, place) => mixOf(seed + place))
  return [...alone(seed), ...together]
    .filter(({ name }) => only === '' || `${name}/`.startsWith(`${only}/`))
    .filter((_, place) => place % every === 0)
}

function isBad({ findings }: TrialResult): boolean {
  return findings.length > 0
}

function idleLine({ name, seed }: TrialPlan): string {
  return `${name}, seed ${seed}: no fault struck, so nothing was shown`
}

function toJson(result: TrialResult) {
  const { plan, findings, verdicts } = result
  return { name: plan.name, seed: plan.seed, replay: replayOf(result), verdicts, findings }
}
