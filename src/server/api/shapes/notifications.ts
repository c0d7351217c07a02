import { z } from 'zod'
import { instant } from './basics.ts'

export const notice = z.object({
  id: z.number(),
  at: instant,
  kind: z.enum(['failed', 'incomplete', 'recovered']),
  syncId: z.string(),
  syncName: z.string(),
  runId: z.string(),
  message: z.string(),
  seen: z.boolean(),
  delivery: z.string().optional(),
})

export const notificationSettings = z.object({
  webhookSet: z.boolean(),
  webhookHost: z.string().optional(),
  onRecovery: z.boolean(),
  onIncomplete: z.boolean(),
})
export const notificationInput = z.strictObject({
  webhookUrl: z.string().nullable().optional(),
  onRecovery: z.boolean().optional(),
  onIncomplete: z.boolean().optional(),
})

export const delivery = z.object({ delivered: z.boolean(), message: z.string() })
