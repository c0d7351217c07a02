import { type Finding, judgeFaulted, judgeFull, judgeHealing } from './judge.ts'
import type { Landed } from './landed.ts'
import type { TrialPlan } from './plan.ts'
import type { Excuse, Snapshot } from './scenes.ts'
import {
  anyOf,
  backInView,
  factsOf,
  hiddenBy,
  movedOn,
  scenesOf,
  snapshotOf,
  stillKnown,
  unindexed,
  untold,
} from './scenes.ts'
import type { Changed, Operation } from './site.ts'
import { openStage, type Ran, type Stage } from './stage.ts'
import { judgeWhole } from './whole-rows.ts'

export interface TrialResult {
  readonly plan: TrialPlan
  /** How often faults struck: never, and the trial has shown nothing. */
  readonly struck: number
  readonly rowsCompared: number
  readonly verdicts: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
}

interface Judged {
  readonly findings: readonly Finding[]
  readonly rowsCompared: number
}

/** A run among faults, a run that must heal, a full read that must end with the truth; each is judged. */
export async function runTrial(plan: TrialPlan): Promise<TrialResult> {
  await using stage = await openStage(plan)
  const { clean, changed } = await readBefore(plan, stage)
  const faulted = await runAmongFaults(plan, stage, clean, changed)
  const healing = await runToHeal(plan, stage, clean, faulted)
  const full = await runInFull(stage)
  const whole = judgeWhole(await stage.wholeRows(), await stage.wholeRowsOfFirstRead())
  const judged = [...clean.judged, faulted, healing, full]
  return {
    plan,
    struck: faulted.struck,
    rowsCompared: judged.reduce((sum, { rowsCompared }) => sum + rowsCompared, 0),
    verdicts: Object.fromEntries([...faulted.ran.said].map(([stream, { verdict }]) => [stream, verdict])),
    findings: [...judged.flatMap(({ findings }) => findings), ...whole],
  }
}

interface Clean {
  readonly snapshot: Snapshot | undefined
  readonly judged: readonly Judged[]
}

const pauseMinutes = 5

async function readBefore(
  plan: TrialPlan,
  stage: Stage,
): Promise<{ readonly clean: Clean; readonly changed: readonly Changed[] }> {
  await stage.site.set(plan.settings)
  if (plan.mode === 'first') return { clean: { snapshot: undefined, judged: [] }, changed: [] }
  const judged = await runInFull(stage)
  const snapshot = await snapshotOf(stage)
  stage.clock.advance(pauseMinutes)
  const changed = (await Promise.all(plan.changes.map((one) => whereItSuits(stage, one)))).flat()
  stage.clock.advance(1)
  return { clean: { snapshot, judged: [judged] }, changed }
}

/** A small site may have nothing that an operation suits, and then there is nothing to find out about it. */
const whereItSuits = ({ site }: Stage, operation: Operation): Promise<readonly Changed[]> =>
  site.mutate([operation]).catch(() => [])

interface Faulted extends Judged {
  readonly ran: Ran
  readonly landed: Landed
  readonly struck: number
  readonly changed: readonly Changed[]
  readonly isHidden: Excuse
}

async function runAmongFaults(
  plan: TrialPlan,
  stage: Stage,
  clean: Clean,
  earlier: readonly Changed[],
): Promise<Faulted> {
  const { site } = stage
  const before = await snapshotOf(stage)
  const faults = plan.faults(await factsOf(stage, before, earlier))
  const isHidden = await hiddenBy(stage, plan, faults)
  await site.set(plan.trouble)
  await site.play([...faults, ...plan.paging])
  const ran = await stage.run({ fullRefresh: plan.mode === 'again' })
  const landed = await stage.landed()
  const strikes = await site.calm(faults.length)
  await site.set(calm(plan.trouble))
  // Nothing changes between the run's end and now, and only now does the user search answer truly.
  const after = await snapshotOf(stage)
  const changed = [...earlier, ...strikes.changed]
  const passing = new Set(strikes.changed.map(({ id }) => id))
  const excuses = [
    isHidden,
    untold(plan, clean.snapshot, changed, ran),
    unindexed(plan, changed),
    movedOn(passing, ran),
    await stillKnown(stage, landed, after),
  ]
  const isStill = passing.size === 0 && faults.every(({ kind }) => kind !== 'hidden_space')
  const scenes = scenesOf(stage, { ran, before, after, landed, isStill }, anyOf(excuses), passing)
  return {
    ...{ ran, landed, changed, isHidden, struck: strikes.struck },
    findings: scenes.flatMap(judgeFaulted),
    rowsCompared: scenes.reduce((sum, { rows }) => sum + rows.length, 0),
  }
}

async function runToHeal(plan: TrialPlan, stage: Stage, clean: Clean, faulted: Faulted): Promise<Judged> {
  stage.clock.advance(pauseMinutes)
  const before = await snapshotOf(stage)
  const ran = await stage.run()
  const landed = await stage.landed()
  const excuses = [
    untold(plan, clean.snapshot, faulted.changed, ran, faulted.ran),
    backInView(faulted.isHidden, ran),
  ]
  const scenes = scenesOf(stage, { ran, before, after: before, landed }, anyOf(excuses))
  return {
    findings: scenes.flatMap((scene) => judgeHealing(scene, faulted.landed.rows.get(scene.stream) ?? [])),
    rowsCompared: scenes.reduce((sum, { rows }) => sum + rows.length, 0),
  }
}

async function runInFull(stage: Stage): Promise<Judged> {
  stage.clock.advance(pauseMinutes)
  const before = await snapshotOf(stage)
  const ran = await stage.run({ fullRefresh: true, allowDeletes: true })
  const landed = await stage.landed()
  const isStillKnown = await stillKnown(stage, landed, before)
  const scenes = scenesOf(stage, { ran, before, after: before, landed }, isStillKnown)
  return {
    findings: scenes.flatMap(judgeFull),
    rowsCompared: scenes.reduce((sum, { rows }) => sum + rows.length, 0),
  }
}

const asEver = { indexLagMs: 0, userSearchCap: 10_000, userSearchTellsTotal: true }

// Only what was set, so that a site that has no such setting is left alone.
const calm = (trouble: object): object =>
  Object.fromEntries(Object.entries(asEver).filter(([name]) => name in trouble))
