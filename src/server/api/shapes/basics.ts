import { z } from 'zod'

export const instant = z.iso.datetime()
export const settings = z.record(z.string(), z.unknown())

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

/** Of what takes no words at all. */
export const nothing = z.strictObject({})
/** Of what answers without any. */
export const empty = z.null()

export const strategy = z.enum(['full_refresh', 'incremental'])
export const behaviour = z.enum(['merge', 'append', 'replace'])
export const verdict = z.enum(['succeeded', 'incomplete', 'failed', 'cancelled'])
