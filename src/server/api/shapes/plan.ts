import { z } from 'zod'
import { behaviour, strategy } from './basics.ts'

const streamPlan = z.object({
  stream: z.string(),
  strategy,
  because: z.string(),
  behaviour,
  rows: z.number().optional(),
  requests: z.number().optional(),
  how: z.string().optional(),
  atOnce: z.number().optional(),
  query: z.string().optional(),
  queryNote: z.string().optional(),
  answerMs: z.number().optional(),
  durationMs: z.number().optional(),
  isolated: z.number(),
  deletions: z.object({ sweep: z.boolean(), live: z.number(), most: z.number() }),
})

/** What a run would do, and what it would take. */
export const plan = z.object({
  sync: z.string(),
  streams: z.array(streamPlan),
  durationMs: z.number().optional(),
  requests: z.number(),
  asked: z.number(),
})
