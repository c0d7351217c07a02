import { z } from 'zod'
import { behaviour, strategy } from './basics.ts'
import { choice } from './connections.ts'
import { notice } from './notifications.ts'
import { run } from './runs.ts'
import { sync } from './syncs.ts'

const field = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  type: z.enum(['text', 'choice', 'number']),
  secret: z.boolean(),
  required: z.boolean(),
  multiline: z.boolean().optional(),
  placeholder: z.string().optional(),
  default: z.string().optional(),
  choices: z.array(choice).optional(),
  dependsOn: z.object({ field: z.string(), values: z.array(z.string()) }).optional(),
})

const form = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  fields: z.array(field),
})

export const forms = z.object({
  connections: z.array(form),
  parameters: z.array(field),
  clause: z.string().optional(),
  warehouses: z.array(form),
})

const column = z.object({
  field: z.string(),
  name: z.string(),
  type: z.enum(['text', 'integer', 'number', 'boolean', 'timestamp', 'json']),
  comment: z.string().optional(),
  kept: z.boolean(),
})

export const catalogStream = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  primaryKey: z.string(),
  strategies: z.array(strategy),
  cursorFields: z.array(z.string()),
  behaviours: z.array(behaviour),
  columns: z.array(column),
})

export const overview = z.object({
  connections: z.number(),
  syncs: z.number(),
  paused: z.number(),
  queued: z.number(),
  running: z.number(),
  unwell: z.array(sync),
  recentRuns: z.array(run),
  notices: z.array(notice),
})
