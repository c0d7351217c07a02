import type { App, RunPlan, StreamPlan } from '../../app.ts'
import { counted, spanOf } from '../../words.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { planTable } from '../plan-table.ts'
import { configure } from '../settings.ts'
import { printable } from '../tables.ts'

export interface PlanFlags {
  config: string
  streams?: string
  fullRefresh?: boolean
  json?: boolean
}

/** What a sync would do now: how much it would read, why, and how long the site would take to answer. */
export async function plan(app: App, io: Io, flags: PlanFlags): Promise<number> {
  const { config, folder } = await configure(app, io, flags.config, flags.streams)
  const { fullRefresh = false } = flags
  const planned = await app.plan(config, { folder, signal: io.signal, fullRefresh })
  if (flags.json) io.out(JSON.stringify(planJson(planned)))
  else explain(io, planned)
  return exitCodes.succeeded
}

function explain(io: Io, planned: RunPlan): void {
  io.out(planTable(planned.streams))
  for (const stream of planned.streams) for (const line of linesOf(stream)) io.out(line)
  io.out(totals(planned))
}

function linesOf(plan: StreamPlan): readonly string[] {
  const { because, how, isolated, query, queryNote } = plan
  const again = isolated === 0 ? '' : `; ${isolated} that could not be landed before are asked for first`
  const lines = [
    `\n${plan.stream}: ${because}${again}`,
    ...(how === undefined ? [] : [`  requests: ${how}`]),
    ...(query === undefined ? [] : [`  query: ${query}`]),
    ...(queryNote === undefined ? [] : [`  (${queryNote})`]),
    `  deletions: ${deletionsOf(plan)}`,
  ]
  return lines.map((line) => (line.startsWith('\n') ? `\n${printable(line.slice(1))}` : printable(line)))
}

function deletionsOf({ behaviour, deletions: { sweep, live, most } }: StreamPlan): string {
  if (behaviour === 'append') return 'none, every version stays'
  if (!sweep) return 'only what the site itself says is gone'
  if (live === 0) return 'none, the table has no live rows yet'
  return `what proves to be gone, at most ${counted(most)} of ${counted(live)} live rows`
}

function totals({ streams, requests, durationMs, asked }: RunPlan): string {
  const unknown = streams.filter((stream) => stream.durationMs === undefined).map(({ stream }) => stream)
  const beside = unknown.length === 0 ? '' : `; it cannot be told for ${unknown.join(', ')}`
  const span = durationMs === undefined ? '' : `, ${spanOf(durationMs)} at the pace of its answers`
  return `
A sync now takes about ${requestsIn(requests)} to the site${span}${beside}.
This plan took ${requestsIn(asked)} beside signing in, and wrote nothing.`
}

const requestsIn = (count: number) => (count === 1 ? '1 request' : `${counted(count)} requests`)

function planJson({ streams, ...planned }: RunPlan): Record<string, unknown> {
  return { ...planned, streams: Object.fromEntries(streams.map(({ stream, ...plan }) => [stream, plan])) }
}
