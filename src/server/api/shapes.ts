import { z } from 'zod'

const instant = z.iso.datetime()
const settings = z.record(z.string(), z.unknown())

const wholeNumber = (largest: number) => z.coerce.number().int().min(1).max(largest)

/** Lists take these. */
export const paging = z.strictObject({
  page: wholeNumber(1_000_000).optional(),
  page_size: wholeNumber(200).optional(),
})

export const pagingOf = ({ page, page_size: pageSize }: z.infer<typeof paging>) => ({ page, pageSize })

export const listOf = (item: z.ZodType) =>
  z.object({ items: z.array(item), page: z.number(), pageSize: z.number(), total: z.number() })

export const error = z.object({
  error: z.object({
    code: z.string(),
    kind: z.string(),
    message: z.string(),
    field: z.string().optional(),
  }),
})

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

export const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manual') }),
  z.strictObject({ kind: z.literal('every'), minutes: z.number().int().min(1).max(525_600) }),
  z.strictObject({ kind: z.literal('cron'), expression: z.string(), timeZone: z.string() }),
  z.strictObject({ kind: z.literal('after'), syncId: z.string() }),
])

export const syncInput = z.strictObject({
  name: z.string(),
  connectionId: z.string(),
  parameters: settings.default({}),
  streams: z.record(
    z.string(),
    z.strictObject({
      strategy: z.enum(['full_refresh', 'incremental']).optional(),
      cursor: z.string().optional(),
      behaviour: z.enum(['merge', 'append', 'replace']).optional(),
      columns: z.record(z.string(), z.enum(['leave_out', 'hash'])).optional(),
    }),
  ),
  warehouse: settings,
  limits: z
    .strictObject({
      largestDeletedShare: z.number().optional(),
      overlapMinutes: z.number().optional(),
      fullReadEveryDays: z.number().optional(),
      maxDurationMinutes: z.number().optional(),
    })
    .default({}),
  schedule: schedule.default({ kind: 'manual' }),
})

export const runStatus = z.enum(['queued', 'running', 'succeeded', 'incomplete', 'failed', 'cancelled'])

export const runOptions = z.strictObject({
  streams: z.array(z.string()).optional(),
  fullRefresh: z.boolean().optional(),
  allowDeletes: z.boolean().optional(),
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
  streams: z.array(
    z.looseObject({
      stream: z.string(),
      strategy: z.string(),
      because: z.string(),
      listed: z.number(),
      landed: z.number(),
      verdict: z.string().optional(),
      reason: z.string().nullish(),
    }),
  ),
})

export const sync = syncInput.extend({
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

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
export const answer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(cell)),
  truncated: z.boolean(),
  durationMs: z.number(),
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

/** What is described elsewhere in full, or not of one shape. */
export const anything = z.looseObject({})
export const empty = z.null()
/** Of what takes no words at all. */
export const nothing = z.strictObject({})
