import type { Context } from 'hono'
import { z } from 'zod'
import type { Changed } from '../../control/operations.ts'
import type { Picker } from '../../control/picking.ts'
import type { HiddenSpaces } from '../../hidden.ts'
import type { Site } from '../../site.ts'
import type { Answer } from './answer.ts'

const whole = z.number().int().min(0)

/** What every fault may say about where and when it strikes. */
export const occasion = {
  /** The wiki paths that it looks at; `*` stands for any run of characters. */
  on: z.string().default('*'),
  /** How many requests that it could strike it lets pass first. */
  after: whole.default(0),
  times: whole.optional(),
  /** Of the requests that it could strike, drawn from `seed` by their number. */
  share: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
}

/** What a strike finds around it. */
export interface Scene {
  readonly site: Site
  readonly pick: Picker
  readonly hidden: HiddenSpaces
}

/** A request that a fault looks at. */
export interface Asked {
  readonly context: Context
  /** Without the gateway's prefix. */
  readonly path: string
  readonly query: URLSearchParams
  readonly scene: Scene
}

/** What a fault has done so far; a strike finds itself counted. */
export interface Tally {
  /** Requests that it could have struck. */
  matched: number
  struck: number
  /** What its operations changed, or the sentence that refused them. */
  changed?: readonly (Changed | { readonly refused: string })[]
}

/** Strikes before the site answers; what it gives is the answer, and undefined lets the site answer. */
export interface EarlyStrike {
  readonly moment: 'asked'
  /** Which requests it could strike; all of them where absent. */
  suits?(asked: Asked): boolean
  strike(asked: Asked, tally: Tally): Response | undefined
}

/** Strikes on what the site answered; undefined leaves it as it is. Only answers of status 200 with JSON come here. */
export interface LateStrike {
  readonly moment: 'answered'
  suits?(asked: Asked, answer: Answer): boolean
  strike(asked: Asked, answer: Answer, tally: Tally): Response | undefined
}

export type Strike = EarlyStrike | LateStrike

/** One row of the table of faults: what may be said of it, and how it strikes then. */
export function fault<Shape extends z.ZodObject>(shape: Shape, strike: (fault: z.output<Shape>) => Strike) {
  return shape.transform((said) => ({ said, strike: strike(said) }))
}

export const isV1 = ({ path }: Asked): boolean => path.startsWith('/wiki/rest/')
