import { z } from 'zod'
import { instant, settings } from './basics.ts'

export const connectionInput = z.strictObject({ name: z.string(), method: z.string(), settings })
export const connection = connectionInput.extend({
  id: z.string(),
  secretsSet: z.array(z.string()),
  createdAt: instant,
  updatedAt: instant,
  lastCheck: z.object({ passed: z.boolean(), at: instant, message: z.string() }).optional(),
  syncs: z.number(),
})

export const steps = z.object({
  passed: z.boolean(),
  steps: z.array(z.object({ name: z.string(), passed: z.boolean(), message: z.string() })),
})

export const clause = z.strictObject({ clause: z.string().max(10_000) })
export const clauseFinding = z.object({
  accepted: z.boolean(),
  matches: z.number().optional(),
  query: z.string().optional(),
  message: z.string().optional(),
  position: z.number().optional(),
})

export const spaceSearch = z.strictObject({ search: z.string().max(200).optional() })
export const choice = z.object({ value: z.string(), label: z.string() })
