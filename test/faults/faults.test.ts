import { describe, expect, it } from 'vitest'
import { openApp } from '../../src/app.ts'
import { matrix } from './matrix.ts'
import { mixOf } from './mixes.ts'
import type { TrialPlan } from './plan.ts'
import { failureOf } from './report.ts'
import { runTrial } from './trial.ts'

const { plugin } = await openApp()
const incremental = plugin.streams.filter(({ strategies }) => strategies.includes('incremental'))
const plans = matrix({ seed: 1, incremental: new Set(incremental.map(({ name }) => name)) })

/** Of every fault one trial; which stream and mode it hits goes round. */
const oneOfEach = [...new Set(plans.map(faultOf))].map((fault, place) => {
  const trials = plans.filter((plan) => faultOf(plan) === fault)
  return trials[(place * 7) % trials.length]!
})

// Side by side, since most of a trial is waiting for the database's disk.
describe.concurrent('faults of the site', () => {
  it.each(oneOfEach.map((plan) => [plan.name, plan] as const))(
    '%s',
    { timeout: 120_000 },
    async (_, plan) => {
      await expectNothingWrong(plan)
    },
  )

  it.each([1, 2, 3, 4, 5, 6])('several together, seed %d', { timeout: 120_000 }, async (seed) => {
    await expectNothingWrong(mixOf(seed))
  })
})

async function expectNothingWrong(plan: TrialPlan): Promise<void> {
  const result = await runTrial(plan)
  expect(result.findings, failureOf(result)).toEqual([])
}

function faultOf({ name }: TrialPlan): string {
  return name.slice(0, name.indexOf('/'))
}
