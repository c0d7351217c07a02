import { z } from 'zod'

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])

export const table = z.object({
  name: z.string(),
  comment: z.string(),
  rows: z.number().nullable(),
  syncedAt: z.string().nullable(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), comment: z.string() })),
})

export const statement = z.strictObject({ sql: z.string() })
export const answer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(cell)),
  truncated: z.boolean(),
  durationMs: z.number(),
})

export const question = z.object({ title: z.string(), sql: z.string() })
