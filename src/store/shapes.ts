import { z } from 'zod'

/** When a sync runs by itself. */
export const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manual') }),
  z.strictObject({ kind: z.literal('every'), minutes: z.number().int().min(1).max(525_600) }),
  z.strictObject({ kind: z.literal('cron'), expression: z.string().min(1), timeZone: z.string().min(1) }),
  z.strictObject({ kind: z.literal('after'), syncId: z.string().min(1) }),
])

export type Schedule = z.infer<typeof schedule>

export const streamChoice = z.strictObject({
  strategy: z.enum(['full_refresh', 'incremental']).optional(),
  cursor: z.string().optional(),
  behaviour: z.enum(['merge', 'append', 'replace']).optional(),
  columns: z.record(z.string(), z.enum(['leave_out', 'hash'])).optional(),
})

export type StreamChoice = z.infer<typeof streamChoice>

export const streamChoices = z.record(z.string(), streamChoice)

export type StreamChoices = z.infer<typeof streamChoices>

export const syncLimits = z.strictObject({
  largestDeletedShare: z.number().optional(),
  overlapMinutes: z.number().optional(),
  fullReadEveryDays: z.number().optional(),
  maxDurationMinutes: z.number().optional(),
})

export type SyncLimits = z.infer<typeof syncLimits>

export const runOptions = z.strictObject({
  streams: z.array(z.string()).optional(),
  fullRefresh: z.boolean().optional(),
  allowDeletes: z.boolean().optional(),
})

export type RunOptions = z.infer<typeof runOptions>

export const runTriggers = ['manual', 'schedule', 'after', 'catch_up', 'rebuild'] as const
export const runStatuses = ['queued', 'running', 'succeeded', 'incomplete', 'failed', 'cancelled'] as const
export const verdicts = ['succeeded', 'incomplete', 'failed', 'cancelled'] as const
