import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord } from '../../src/contract/stream.ts'
import type { Ask, Query, Received } from './client.ts'
import { type Health, isolatedBy, isPoison } from './poison.ts'
import { promised } from './promised.ts'
import { sortOut } from './records.ts'

export interface OffsetListed<Item> {
  readonly items: readonly Received<Item>[]
  readonly isolated: readonly IsolatedRecord[]
  /** How many records the site says there are, where it says so. */
  readonly totalSize: number | undefined
}

const pageAnswer = z.object({ results: z.array(z.unknown()), totalSize: z.number().optional() })

/**
 * Until a page is empty: what a page holds is up to the site, whatever limit was asked for. Where a page breaks the
 * site, smaller ones are asked for from the same place; the one record that breaks each of them is isolated.
 */
export async function* walkByOffset<Item>(request: OffsetRequest<Item>): AsyncGenerator<OffsetListed<Item>> {
  const { item, path, query, health } = request
  const whole = Number(query['limit'])
  let first = ''
  let limit = whole
  for (let start = 0; ; ) {
    try {
      const { results, totalSize } = await askFor(request, start, limit)
      health.works()
      if (results.length === 0) return
      first = refuseRepetition(first, JSON.stringify(results[0]), path)
      yield { ...sortOut(results, item, path), totalSize }
      start += results.length
      limit = whole
    } catch (error) {
      if (!isPoison(error)) throw error
      if (limit > 1) limit = Math.ceil(limit / 2)
      else {
        await health.isolate(error)
        yield {
          items: [],
          isolated: [isolatedBy(error, `record ${start + 1} of ${path}`)],
          totalSize: undefined,
        }
        start += 1
        limit = whole
      }
    }
  }
}

export interface OffsetRequest<Item> {
  readonly ask: Ask
  readonly health: Health
  readonly item: z.ZodType<Item>
  readonly path: string
  readonly query: Query
}

const askFor = async <Item>({ ask, path, query }: OffsetRequest<Item>, start: number, limit: number) =>
  promised(pageAnswer, await ask(path, { ...query, start, limit }), path)

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
