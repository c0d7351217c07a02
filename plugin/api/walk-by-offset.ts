import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord } from '../../src/contract/stream.ts'
import type { Ask, Query, Received } from './client.ts'
import { promised } from './promised.ts'
import { sortOut } from './records.ts'

export interface OffsetListed<Item> {
  readonly items: readonly Received<Item>[]
  readonly isolated: readonly IsolatedRecord[]
  /** How many records the site says there are, where it says so. */
  readonly totalSize: number | undefined
}

const pageAnswer = z.object({ results: z.array(z.unknown()), totalSize: z.number().optional() })

/** Until a page is empty: what a page holds is up to the site, whatever limit was asked for. */
export async function* walkByOffset<Item>(
  ask: Ask,
  item: z.ZodType<Item>,
  path: string,
  query: Query,
): AsyncGenerator<OffsetListed<Item>> {
  let first = ''
  for (let start = 0; ; ) {
    const { results, totalSize } = promised(pageAnswer, await ask(path, { ...query, start }), path)
    if (results.length === 0) return
    first = refuseRepetition(first, JSON.stringify(results[0]), path)
    yield { ...sortOut(results, item, path), totalSize }
    start += results.length
  }
}

// A site that ignores `start` would give the first page for ever.
function refuseRepetition(before: string, now: string, path: string): string {
  if (before !== now) return now
  throw new SyncError(
    'data',
    `Confluence gives the same page of ${path} again and again; run the sync again later.`,
    {
      code: 'offset_ignored',
      url: path,
    },
  )
}
