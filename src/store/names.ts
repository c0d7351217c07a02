import { z } from 'zod'
import type { Store } from './database.ts'

const named = z.object({ id: z.string(), name: z.string() })
export type Named = z.infer<typeof named>

/** Those whose name holds the text, in either case and in the order of names; their names alone. */
export function namesIn(store: Store, table: 'connections' | 'syncs') {
  return (text: string, limit: number): readonly Named[] =>
    store
      .all(
        `select id, name from ${table} where name like ? escape '\\' order by name limit ?`,
        `%${text.replace(/[\\%_]/g, '\\$&')}%`,
        limit,
      )
      .map((found) => named.parse(found))
}
