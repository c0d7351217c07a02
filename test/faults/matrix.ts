import { catalogue } from './catalogue.ts'
import { openChance } from './chance.ts'
import type { Mode, SiteFacts, TrialPlan } from './plan.ts'
import type { Fault } from './site.ts'
import { comebacks, type StreamFacts, searchRoutes, streamFacts } from './streams.ts'
import type { Variant } from './variants.ts'

const modes: readonly Mode[] = ['first', 'again', 'changes']

/** After everything that the generated sites say happened. */
export const quietTime = Date.UTC(2026, 10, 20, 12)

/** A clause that finds most pages of a site. */
export const someClause = 'created > "2020-01-01" or label = "reviewed"'

export interface Choice {
  readonly seed: number
  /** Streams that can be read by their changes alone. */
  readonly incremental: ReadonlySet<string>
}

/** Every fault alone, in each of its variants, on every stream that it can touch, in every mode of reading. */
export function matrix({ seed, incremental }: Choice): readonly TrialPlan[] {
  return Object.entries(catalogue).flatMap(([fault, variants]) =>
    variants.flatMap((variant) =>
      targetsOf(variant).flatMap((target) =>
        modes
          .filter((mode) => variant.modes?.includes(mode) ?? true)
          .filter((mode) => mode !== 'changes' || incremental.has(target.stream))
          .map((mode) => planOf(fault, variant, target, mode, seed)),
      ),
    ),
  )
}

interface MatrixTarget {
  readonly stream: string
  readonly facts: StreamFacts
  readonly clause: string | undefined
}

/** Pages are read in two ways, so they are two targets. */
function targetsOf(variant: Variant): readonly MatrixTarget[] {
  const chosen = Object.entries(streamFacts).filter(([stream]) => variant.streams?.includes(stream) ?? true)
  return chosen.flatMap(([stream, facts]) => {
    const listed = { stream, facts, clause: undefined }
    const found = { stream, facts: { ...facts, on: searchRoutes }, clause: someClause }
    if (stream !== 'pages') return [listed]
    return variant.needsClause ? [found] : [listed, found]
  })
}

function planOf(
  fault: string,
  variant: Variant,
  { stream, facts, clause }: MatrixTarget,
  mode: Mode,
  seed: number,
): TrialPlan {
  const name = [fault, variant.name, clause === undefined ? stream : `${stream}-by-clause`, mode].join('/')
  const chance = openChance(seed, name)
  const small = 120 + chance.below(60)
  const changes = [...facts.changes, ...(comebacks[stream] ?? [])]
  return {
    ...{ name, seed, mode, clause, changes },
    pages: variant.pages ?? small,
    startsAt: quietTime,
    streams: variant.byItself ? [stream] : [...(facts.with ?? []), stream],
    settings: { replies: chance.in100(70) ? 'in' : 'out', ...variant.settings },
    trouble: variant.trouble ?? {},
    streamsAtOnce: 1,
    faults: (site) => variant.faults({ ...facts, ...aim(site, stream, seed, mode) }),
    paging: variant.pagesItself ? [] : [smallPages(facts, mode)],
  }
}

/** What there is to aim at, in an order of the seed's; what was changed first, where only that is read. */
export function aim(facts: SiteFacts, stream: string, seed: number, mode: Mode) {
  const { ids, changed, spaceIds, pageIds } = facts
  const chance = openChance(seed, 'aim')
  const start = (length: number) => chance.below(Math.max(1, length))
  const all = rotated(ids.get(stream) ?? [], start)
  const read = all.filter((id) => changed.has(id))
  return {
    ids: mode === 'changes' ? [...read, ...all] : all,
    spaceIds: rotated(spaceIds, start),
    pageIds: rotated(pageIds, start),
  }
}

function rotated(list: readonly string[], start: (length: number) => number): readonly string[] {
  const place = start(list.length)
  return [...list.slice(place), ...list.slice(0, place)]
}

/** Without it a small site is a single page, and so is what changed in it. */
export const smallPages = ({ on, pageSize }: StreamFacts, mode: Mode): Fault => ({
  ...{ kind: 'capped', on },
  most: mode === 'changes' ? 2 : pageSize,
})
