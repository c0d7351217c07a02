import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { mutate } from '../../control/mutate.ts'
import { type Operation, operationList } from '../../control/operations.ts'
import { capPage } from '../page-caps.ts'
import { fault, occasion, type Scene, type Tally } from './fault.ts'

const capped = fault(
  z.strictObject({ kind: z.literal('capped'), ...occasion, most: z.number().int().min(1) }),
  ({ most }) => ({
    moment: 'asked',
    strike({ context }) {
      capPage(context, most)
      return undefined
    },
  }),
)

const hiddenSpace = fault(
  z.strictObject({ kind: z.literal('hidden_space'), ...occasion, spaceId: z.string() }),
  ({ spaceId }) => ({
    moment: 'asked',
    strike({ scene }) {
      scene.hidden.hide(spaceId)
      return undefined
    },
  }),
)

const changing = fault(
  z.strictObject({ kind: z.literal('mutate'), ...occasion, operations: operationList }),
  ({ operations }) => ({
    moment: 'asked',
    strike({ scene }, tally) {
      tally.changed = [...(tally.changed ?? []), ...carriedOut(scene, operations)]
      return undefined
    },
  }),
)

// Whoever asks the site has not asked for this, and is not refused because of it.
function carriedOut(
  { site, pick }: Scene,
  operations: readonly Operation[],
): Exclude<Tally['changed'], undefined> {
  try {
    return mutate(site, pick, operations)
  } catch (error) {
    if (error instanceof HTTPException) return [{ refused: error.message }]
    throw error
  }
}

export const sights = [capped, hiddenSpace, changing] as const
