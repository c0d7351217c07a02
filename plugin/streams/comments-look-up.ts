import type { Page } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { commentsOf, recordsOf } from './comments-records.ts'
import { type CommentRow, commentKinds } from './comments-row.ts'
import { openThreads } from './comments-threads.ts'
import { batchesOf } from './rows/batches.ts'
import { containersOf } from './rows/containers.ts'
import { isGone } from './rows/gone.ts'

/** The comments with these ids, of whatever kind. */
export async function* commentsById(
  client: Client,
  ids: readonly string[],
): AsyncGenerator<Page<CommentRow>> {
  let left = ids
  for (const kind of commentKinds) {
    const threads = openThreads(client, kind)
    const found = new Set<string>()
    for (const batch of batchesOf(left, 25)) {
      const listed = await commentsOf(kind).byIds(client, batch)
      for (const { item } of listed.items) found.add(item.id)
      for (const { id } of listed.isolated) if (id !== undefined) found.add(id)
      const { records, isolated } = await recordsOf(client, kind, listed, threads)
      const isContained = await containersOf(
        client,
        records.map(({ row }) => row),
      )
      const there = records.filter(({ row }) => !isGone(row) && isContained(row))
      yield { records: there, isolated: [...listed.isolated, ...isolated] }
    }
    left = left.filter((id) => !found.has(id))
  }
}
