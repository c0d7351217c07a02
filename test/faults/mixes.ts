import { catalogue } from './catalogue.ts'
import { type Chance, openChance } from './chance.ts'
import { aim, quietTime, smallPages } from './matrix.ts'
import type { Mode, SiteFacts, TrialPlan } from './plan.ts'
import type { Fault, Operation } from './site.ts'
import { comebacks, type StreamFacts, searchRoutes, streamFacts } from './streams.ts'

const modes: readonly Mode[] = ['first', 'again', 'changes']

/** Zones with the moments at which their clocks change, and those that are half an hour off. */
const places: readonly (readonly [string, number])[] = [
  ['UTC', quietTime],
  ['Asia/Kathmandu', quietTime],
  ['America/St_Johns', Date.UTC(2026, 10, 1, 4, 20)],
  ['America/New_York', Date.UTC(2027, 2, 14, 6, 50)],
  ['Europe/Berlin', Date.UTC(2027, 2, 28, 0, 50)],
  ['Australia/Adelaide', Date.UTC(2027, 3, 3, 16, 20)],
  ['Australia/Lord_Howe', Date.UTC(2027, 3, 3, 14, 50)],
  ['Pacific/Kiritimati', quietTime],
]

const clauses = ['created > "2020-01-01" or label = "reviewed"', 'title ~ "team" or title ~ "plan"']

/** Several streams at once, one to four faults on them, settings and changes: all of the seed's choosing. */
export function mixOf(seed: number): TrialPlan {
  const chance = openChance(seed, 'mix')
  const [timeZone, startsAt] = chance.pick(places)
  const clause = chance.in100(50) ? undefined : chance.pick(clauses)
  const mode = chance.pick(modes)
  const strikes = Array.from({ length: 1 + chance.below(4) }, () => strikeOf(chance, clause, mode))
  const streams = streamsFor([...strikes.map(({ stream }) => stream), chance.pick(Object.keys(streamFacts))])
  const paging = chance.in100(80) ? streams.map((stream) => smallPages(factsOf(stream, clause), mode)) : []
  return {
    ...{ seed, clause, startsAt, streams, paging, mode },
    name: 'mix',
    pages: 120 + chance.below(180),
    settings: Object.assign(
      { timeZone, hidesTimeZone: chance.in100(20), replies: chance.in100(60) ? 'in' : 'out' },
      ...strikes.map(({ settings }) => settings),
    ),
    changes: changesFor(chance, streams),
    trouble: Object.assign({}, ...strikes.map(({ trouble }) => trouble)),
    streamsAtOnce: chance.in100(50) ? 1 : 4,
    faults: (facts) => strikes.flatMap(({ faults }) => faults(facts)),
  }
}

const streamsFor = (struck: readonly string[]): readonly string[] => [
  ...new Set(struck.flatMap((stream) => [stream, ...(streamFacts[stream]?.with ?? [])])),
]

const changesFor = (chance: Chance, streams: readonly string[]): readonly Operation[] =>
  streams.flatMap((stream) => [
    ...chance.some(streamFacts[stream]?.changes ?? [], 3),
    ...(chance.in100(20) ? (comebacks[stream] ?? []) : []),
  ])

const mixable = Object.values(catalogue).flatMap((variants) =>
  variants.filter(({ alone }) => alone === undefined),
)

interface Strike {
  readonly stream: string
  readonly settings: object
  readonly trouble: object
  faults(facts: SiteFacts): readonly Fault[]
}

function strikeOf(chance: Chance, clause: string | undefined, mode: Mode): Strike {
  const variant = chance.pick(mixable)
  const streams = Object.keys(streamFacts).filter((stream) => variant.streams?.includes(stream) ?? true)
  const stream = chance.pick(streams)
  const target = factsOf(stream, clause)
  const on = chance.in100(15) ? '*' : target.on
  const seed = chance.below(1_000_000)
  return {
    stream,
    settings: variant.settings ?? {},
    trouble: variant.trouble ?? {},
    faults: (facts) =>
      variant
        .faults({ ...target, on, ...aim(facts, stream, seed, mode) })
        .map((fault) => ({ ...fault, seed })),
  }
}

function factsOf(stream: string, clause: string | undefined): StreamFacts {
  const facts = streamFacts[stream]
  if (facts === undefined) throw new RangeError(`no stream is called ${stream}`)
  return stream === 'pages' && clause !== undefined ? { ...facts, on: searchRoutes } : facts
}
