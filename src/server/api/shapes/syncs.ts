import { z } from 'zod'
import { behaviour, instant, settings, strategy, verdict } from './basics.ts'
import { run } from './runs.ts'

export const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manual') }),
  z.strictObject({ kind: z.literal('every'), minutes: z.number().int().min(1).max(525_600) }),
  z.strictObject({ kind: z.literal('cron'), expression: z.string(), timeZone: z.string() }),
  z.strictObject({ kind: z.literal('after'), syncId: z.string() }),
])

const streams = z.record(
  z.string(),
  z.strictObject({
    strategy: strategy.optional(),
    cursor: z.string().optional(),
    behaviour: behaviour.optional(),
    columns: z.record(z.string(), z.enum(['leave_out', 'hash'])).optional(),
  }),
)

const limits = z.strictObject({
  largestDeletedShare: z.number().optional(),
  overlapMinutes: z.number().optional(),
  fullReadEveryDays: z.number().optional(),
  maxDurationMinutes: z.number().optional(),
})

export const syncInput = z.strictObject({
  name: z.string(),
  connectionId: z.string(),
  parameters: settings.default({}),
  streams: z
    .union([streams, z.literal('all')], { error: 'write "all" or an object such as { "pages": {} }' })
    .meta({ description: '"all": every stream that there is now' }),
  warehouse: settings,
  limits: limits.default({}),
  schedule: schedule.default({ kind: 'manual' }),
})

export const sync = syncInput.extend({
  streams,
  id: z.string(),
  connectionName: z.string(),
  warehouseSecretsSet: z.array(z.string()),
  paused: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  nextRunAt: instant.optional(),
  lastRun: run.optional(),
  currentRun: run.optional(),
})

/** The configuration file of the command line. */
export const exported = z.object({
  name: z.string(),
  connection: settings,
  parameters: settings.optional(),
  streams,
  warehouse: settings,
  limits: limits.optional(),
})

export const historyPoint = z.object({
  runId: z.string(),
  finishedAt: instant,
  status: verdict,
  durationMs: z.number(),
  landed: z.number().meta({ description: 'New and changed' }),
  listed: z.number(),
})

export const freshness = z.object({
  stream: z.string(),
  succeededAt: instant.nullable(),
  ageMs: z.number().nullable(),
  dueMs: z.number().nullable(),
  lastVerdict: verdict,
  lastReason: z.string().nullable(),
})

/** A sync that is not saved; with an id, that one's stored secrets stand in for those that are absent. */
export const syncDraft = z.strictObject({ sync: syncInput, syncId: z.string().optional() })

export const warehouseDraft = z.strictObject({ warehouse: settings, syncId: z.string().optional() })
