import { z } from 'zod'
import type { IsolatedRecord } from '../../src/contract/stream.ts'

export interface Sorted<Item> {
  readonly items: readonly { readonly item: Item; readonly raw: unknown }[]
  readonly isolated: readonly IsolatedRecord[]
}

/**
 * The records of an answer: those that can be read, and those that cannot, each with the reason; `id` for
 * an answer to that one id.
 */
export function sortOut<Item>(
  results: readonly unknown[],
  schema: z.ZodType<Item>,
  url: string,
  id?: string,
): Sorted<Item> {
  const items: { item: Item; raw: unknown }[] = []
  const isolated: IsolatedRecord[] = []
  for (const raw of results) {
    const parsed = schema.safeParse(raw)
    if (parsed.success) items.push({ item: parsed.data, raw })
    else isolated.push(isolate(id ?? idOf(raw), parsed.error, url))
  }
  return { items, isolated }
}

// Accounts have their own name for it, and a search wraps them.
const identified = z.union([
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ accountId: z.string() }).transform(({ accountId }) => accountId),
  z.object({ user: z.object({ accountId: z.string() }) }).transform(({ user }) => user.accountId),
])

const idOf = (raw: unknown): string | undefined => identified.safeParse(raw).data || undefined

/** The ids of records as received, in their order; those without one are left out. */
export const idsOf = (raws: readonly unknown[]): readonly string[] => raws.flatMap((raw) => idOf(raw) ?? [])

function isolate(id: string | undefined, error: z.ZodError, url: string): IsolatedRecord {
  const fields = [...new Set(error.issues.map(({ path }) => path.join('.') || 'the record itself'))].join(
    ', ',
  )
  const message = `the record is not as Confluence promises (${fields})`
  return { code: 'unreadable_record', message, url, ...(id === undefined ? {} : { id }) }
}
