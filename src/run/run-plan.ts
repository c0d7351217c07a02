import type { Behaviour } from '../contract/report.ts'
import type { StreamForecast, SyncStrategy } from '../contract/stream.ts'
import { timeAnswers } from './answer-times.ts'
import { alone, together, type Work } from './expected-time.ts'
import type { RunLimits, RunRequest, SelectedStream } from './job.ts'
import { liveRows } from './live-rows.ts'
import { isSwept, plannedRead } from './planned-read.ts'
import { readContext } from './read-context.ts'
import { openReading } from './reading.ts'
import { waves } from './run.ts'

/** What a run would do with one stream. */
export interface StreamPlan extends Partial<StreamForecast> {
  readonly stream: string
  readonly strategy: SyncStrategy
  readonly because: string
  readonly behaviour: Behaviour
  /** The longest that the site took to answer one of the questions of this plan, in milliseconds. */
  readonly answerMs?: number
  /** Of the requests, at the pace of these answers; landing the rows comes beside it. */
  readonly durationMs?: number
  /** Records that earlier runs could not land: they are asked for first. */
  readonly isolated: number
  readonly deletions: Deletions
}

export interface Deletions {
  /** Whether the read ends by marking the rows that it proves to be gone. */
  readonly sweep: boolean
  /** Live rows in the table. */
  readonly live: number
  /** The most rows that this run marks by itself; the site's word on what is gone counts besides. */
  readonly most: number
}

/** What a run would do, and what it would take. */
export interface RunPlan {
  readonly sync: string
  readonly streams: readonly StreamPlan[]
  /** Of all streams for which it is known, in milliseconds; undefined when it is known of none. */
  readonly durationMs: number | undefined
  /** Of all streams for which they are known. */
  readonly requests: number
  /** Requests that making this plan took. */
  readonly asked: number
}

/** Everything of a run but what it writes with. */
export type PlanRequest = Omit<RunRequest, 'catalog' | 'allowDeletes' | 'estimate'>

/**
 * What a run with this request would do. Reads the stored state and asks the site a few cheap questions, one after
 * the other so that the answers can be timed; writes nothing. Throws what a run would fail with at once.
 */
export async function planRun(request: PlanRequest): Promise<RunPlan> {
  const planned: Planned[] = []
  for (const selected of request.streams) planned.push(await planStream(request, selected))
  const known = planned.flatMap(({ selected, work }) => (work === undefined ? [] : [{ selected, work }]))
  const rounds = waves(known.map(({ selected }) => selected)).map((round) =>
    known.filter(({ selected }) => round.includes(selected)).map(({ work }) => work),
  )
  const { limits, connection } = request
  return {
    sync: request.sync,
    streams: planned.map(({ plan }) => plan),
    durationMs:
      known.length === 0
        ? undefined
        : Math.round(together(rounds, limits.streamsAtOnce, connection.requestsAtOnce)),
    requests: known.reduce((total, { work }) => total + work.requests, 0),
    asked: planned.reduce((total, { asked }) => total + asked, 0),
  }
}

interface Planned {
  readonly selected: SelectedStream
  readonly plan: StreamPlan
  readonly work: Work | undefined
  readonly asked: number
}

async function planStream(request: PlanRequest, selected: SelectedStream): Promise<Planned> {
  const { warehouse, sync, surroundings } = request
  const { stream, behaviour } = selected
  const stored = await warehouse.readState(sync, stream.name)
  const read = await plannedRead(request, selected, stored)
  const live = await liveRows(warehouse, stored, stream.name)
  const isolated = (await warehouse.isolatedIds(sync, stream.name)).length
  const times = timeAnswers(surroundings.now)
  const { isKnown } = openReading(read, selected, request.limits.overlapMs)
  const context = readContext(request, selected, read, { isKnown, references, observe: times.observe })
  const forecast = await stream.forecast?.(context, live)
  const work = workOf(forecast, times.longestMs(), request.connection.requestsAtOnce)
  const { strategy } = read.state.read
  const plan = {
    ...{ stream: stream.name, strategy, because: read.because, behaviour, isolated },
    ...forecast,
    ...(work === undefined ? {} : { answerMs: work.answerMs, durationMs: Math.round(alone(work)) }),
    deletions: deletionsOf(isSwept(read, selected), live, request.limits),
  }
  return { selected, plan, work, asked: times.requests() }
}

// Nothing has landed yet that a stream could be told of.
async function* references(): AsyncGenerator<readonly string[]> {}

function workOf(
  forecast: StreamForecast | undefined,
  answerMs: number | undefined,
  most = Number.POSITIVE_INFINITY,
): Work | undefined {
  if (forecast?.requests === undefined || answerMs === undefined) return undefined
  return { requests: forecast.requests, atOnce: Math.min(forecast.atOnce, most), answerMs }
}

// The whole table at once never goes, whatever share is allowed.
function deletionsOf(sweep: boolean, live = 0, { largestDeletedShare }: RunLimits): Deletions {
  const allowed = Math.min(Math.floor(live * largestDeletedShare), Math.max(0, live - 1))
  return { sweep, live, most: sweep ? allowed : 0 }
}
