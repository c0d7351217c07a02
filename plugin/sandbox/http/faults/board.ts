import type { Context, MiddlewareHandler } from 'hono'
import type { Picker } from '../../control/picking.ts'
import { type HiddenSpaces, openHiddenSpaces } from '../../hidden.ts'
import { drawFrom, fraction } from '../../random.ts'
import type { Site } from '../../site.ts'
import { wikiPath } from '../../v2/listing.ts'
import { readAnswer } from './answer.ts'
import type { Asked, Tally } from './fault.ts'
import type { Fault } from './kinds.ts'

/** The faults that are on, and what they have done. */
export interface FaultBoard {
  /** Forgets all that were on, with what they have done. */
  replace(faults: readonly Fault[]): void
  report(): readonly object[]
  /** Stands right in front of the routes. */
  readonly play: MiddlewareHandler
  readonly hidden: HiddenSpaces
}

interface Active {
  readonly fault: Fault
  readonly tally: Tally
  looksAt(path: string): boolean
  isDrawn(match: number): boolean
}

export function openFaultBoard(site: Site, pick: Picker): FaultBoard {
  const hidden = openHiddenSpaces()
  let active: readonly Active[] = []
  return {
    hidden,
    replace(faults) {
      hidden.clear()
      active = faults.map(activate)
    },
    report: () => active.map(({ fault, tally }) => ({ ...fault.said, ...tally })),
    play: async (context, next) => {
      if (active.length === 0) return next()
      const asked = askedOf(context, { site, pick, hidden })
      const concerned = active.filter((one) => one.looksAt(asked.path))
      const answer = strikeEarly(concerned, asked)
      if (answer !== undefined) return answer
      await next()
      await strikeLate(concerned, asked)
      return undefined
    },
  }
}

function activate(fault: Fault): Active {
  const { on, share, seed } = fault.said
  const path = globOf(on)
  const draw = drawFrom(seed, 'fault')
  return {
    fault,
    tally: { matched: 0, struck: 0 },
    looksAt: (given) => path.test(given),
    isDrawn: (match) => fraction(draw(0, match)) < share,
  }
}

function globOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

function askedOf(context: Context, scene: Asked['scene']): Asked {
  const url = new URL(context.req.url)
  return { context, path: wikiPath(url), query: url.searchParams, scene }
}

// Counts the match, and tells whether it is this one's turn.
function isStruck({ fault, tally, isDrawn }: Active): boolean {
  const { after, times = Number.POSITIVE_INFINITY } = fault.said
  tally.matched++
  if (tally.matched <= after || tally.struck >= times || !isDrawn(tally.matched)) return false
  tally.struck++
  return true
}

function strikeEarly(concerned: readonly Active[], asked: Asked): Response | undefined {
  for (const one of concerned) {
    const { strike } = one.fault
    if (strike.moment !== 'asked' || !(strike.suits?.(asked) ?? true) || !isStruck(one)) continue
    const answer = strike.strike(asked, one.tally)
    if (answer !== undefined) return answer
  }
  return undefined
}

async function strikeLate(concerned: readonly Active[], asked: Asked): Promise<void> {
  const { context } = asked
  for (const one of concerned) {
    const { strike } = one.fault
    if (strike.moment !== 'answered' || !isFine(context.res)) continue
    const answer = await readAnswer(context.res)
    if (!(strike.suits?.(asked, answer) ?? true) || !isStruck(one)) continue
    replaceAnswer(context, strike.strike(asked, answer, one.tally))
  }
}

// Set anew, an answer takes on the headers of the one before it unless that is taken away first.
function replaceAnswer(context: Context, answer: Response | undefined): void {
  if (answer === undefined) return
  context.res = undefined
  context.res = answer
}

function isFine({ status, headers }: Response): boolean {
  return status === 200 && (headers.get('content-type')?.includes('json') ?? false)
}
