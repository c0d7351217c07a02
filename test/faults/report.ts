import Table from 'cli-table3'
import { type Check, checks } from './judge.ts'
import type { TrialPlan } from './plan.ts'
import type { TrialResult } from './trial.ts'

/** What all trials of one fault came to: rows, by what is wrong with them. */
export interface Line extends Readonly<Record<Check, number>> {
  readonly fault: string
  readonly runs: number
}

export interface Totals {
  readonly faults: number
  readonly variants: number
  readonly trials: number
  readonly rowsCompared: number
  readonly seconds: number
  /** Trials in which no fault struck: they have shown nothing. */
  readonly idle: readonly TrialPlan[]
}

export const faultOf = ({ plan }: TrialResult): string => plan.name.split('/')[0] ?? plan.name

export function lineOf(fault: string, results: readonly TrialResult[]): Line {
  const sums = checks.map((check) => {
    const found = results.flatMap(({ findings }) => findings).filter((finding) => finding.check === check)
    return [check, found.reduce((sum, { ids }) => sum + ids.length, 0)] as const
  })
  const {
    missing = 0,
    doubled = 0,
    wronglyDeleted = 0,
    wronglyGreen = 0,
    broken = 0,
  } = Object.fromEntries(sums)
  return { fault, runs: results.length, missing, doubled, wronglyDeleted, wronglyGreen, broken }
}

export function linesOf(results: readonly TrialResult[]): readonly Line[] {
  const faults = [...new Set(results.map(faultOf))]
  return faults.map((fault) =>
    lineOf(
      fault,
      results.filter((result) => faultOf(result) === fault),
    ),
  )
}

export function totalsOf(results: readonly TrialResult[], seconds: number): Totals {
  const variants = new Set(results.map(({ plan }) => plan.name.split('/').slice(0, 2).join('/')))
  return {
    faults: new Set(results.map(faultOf)).size,
    variants: variants.size,
    trials: results.length,
    rowsCompared: results.reduce((sum, { rowsCompared }) => sum + rowsCompared, 0),
    seconds,
    idle: results.filter(isIdle).map(({ plan }) => plan),
  }
}

/** Whether no fault struck: the trial has shown nothing. */
export const isIdle = ({ struck, plan }: TrialResult) =>
  struck === 0 && Object.keys(plan.trouble).length === 0

/** How to play a trial again. */
export const replayOf = ({ plan }: TrialResult): string =>
  plan.name === 'mix'
    ? `npm run test:faults -- --only mix --mixes 1 --seed ${plan.seed}`
    : `npm run test:faults -- --only ${plan.name} --seed ${plan.seed}`

/** What is wrong in one trial, for people. */
export function failureOf(result: TrialResult): string {
  const { plan, findings } = result
  const details = findings.map(({ check, run, stream, ids, detail }) => {
    const which = ids.length > 4 ? `${ids.slice(0, 4).join(' ')} and ${ids.length - 4} more` : ids.join(' ')
    return `  ${check} in ${stream} after the ${run} run (${detail}): ${which}`
  })
  return [`${plan.name}, seed ${plan.seed}`, ...details, `  ${replayOf(result)}`].join('\n')
}

export function tableOf(lines: readonly Line[]): string {
  const head = ['fault', 'runs', 'missing', 'doubled', 'wrongly deleted', 'wrongly green', 'broken']
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const { fault, runs, ...line } of lines)
    table.push([fault, runs, ...checks.map((check) => line[check])])
  return table.toString()
}

export const totalLine = ({ faults, variants, trials, rowsCompared, seconds }: Totals): string =>
  `${faults} faults, ${variants} variants, ${trials} trials, ${rowsCompared} rows compared, ${seconds} seconds`
