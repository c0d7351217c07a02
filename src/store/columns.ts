import { z } from 'zod'

/** How values stand in the store's columns. */
export const instant = z.number().transform((at) => new Date(at))
export const flag = z.number().transform((set) => set !== 0)

export const jsonOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

export const settings = z.record(z.string(), z.unknown())
export const sealedFields = z.record(z.string(), z.string())

const counted = z.object({ total: z.number() })
export const totalOf = (row: unknown): number => counted.parse(row).total
