import { z } from 'zod'
import { behaviour, instant, paging, strategy, verdict } from './basics.ts'

export const runStatus = z.enum(['queued', 'running', ...verdict.options])

export const runOptions = z.strictObject({
  streams: z.array(z.string()).optional(),
  fullRefresh: z.boolean().optional(),
  allowDeletes: z.boolean().optional(),
})

export const rebuilt = z.strictObject({ streams: z.array(z.string()).min(1) })

const counts = [
  ...['listed', 'landed', 'new', 'changed', 'unchanged', 'deduplicated', 'deleted', 'isolated', 'skipped'],
  ...['requests', 'retries', 'throttledMs', 'bytes'],
]

const report = z.object({
  ...Object.fromEntries(counts.map((name) => [name, z.number()])),
  runId: z.string(),
  sync: z.string(),
  stream: z.string(),
  strategy,
  behaviour,
  verdict,
  reason: z.string().nullable(),
  code: z.string().nullable(),
  kind: z.string().nullable(),
  startedAt: instant,
  finishedAt: instant,
})

const progress = z.object({
  stream: z.string(),
  strategy,
  because: z.string(),
  expected: z.number().optional(),
  listed: z.number(),
  landed: z.number().meta({ description: 'New, changed and unchanged; the report tells them apart' }),
  startedAt: instant,
  rowsPerSecond: z.number().optional(),
  timeLeftMs: z.number().optional(),
  verdict: verdict.optional(),
  reason: z.string().nullish(),
  report: report.optional(),
})

export const run = z.object({
  id: z.string(),
  syncId: z.string(),
  syncName: z.string(),
  trigger: z.enum(['manual', 'schedule', 'after', 'catch_up', 'rebuild']),
  status: runStatus,
  reason: z.string().nullable(),
  code: z.string().nullable(),
  queuedAt: instant,
  startedAt: instant.optional(),
  finishedAt: instant.optional(),
  stopping: z.boolean(),
  options: runOptions,
  streams: z.array(progress),
})

export const runFilter = paging.extend({ sync_id: z.string().optional(), status: runStatus.optional() })

export const logLevel = z.enum(['info', 'warn', 'error'])
export const logFilter = z.strictObject({
  level: logLevel.optional(),
  stream: z.string().optional(),
  search: z.string().optional(),
})
export const logLine = z.object({
  id: z.number(),
  at: instant,
  level: logLevel,
  stream: z.string().optional(),
  message: z.string(),
})

export const isolated = z.object({
  stream: z.string(),
  id: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  url: z.string().nullable(),
  status: z.number().nullable(),
  requestId: z.string().nullable(),
  attempts: z.number().nullable(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
})
