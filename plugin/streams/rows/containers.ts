import { z } from 'zod'
import type { Client } from '../../api/client.ts'
import { batchesOf } from './batches.ts'

interface Contained {
  readonly pageId: string | null
  readonly blogPostId: string | null
}

/** Says of a record whether what it is on is listed. */
export type IsContained = (row: Contained) => boolean

/**
 * What is on a page in the trash may answer by its id as if nothing had happened, while no listing carries it: it is
 * gone with its page.
 */
export async function containersOf(client: Client, rows: readonly Contained[]): Promise<IsContained> {
  const pages = await listed(
    client,
    '/wiki/api/v2/pages',
    'current,archived',
    rows.flatMap(({ pageId }) => pageId ?? []),
  )
  const posts = await listed(
    client,
    '/wiki/api/v2/blogposts',
    'current',
    rows.flatMap(({ blogPostId }) => blogPostId ?? []),
  )
  return ({ pageId, blogPostId }) =>
    (pageId === null || pages.has(pageId)) && (blogPostId === null || posts.has(blogPostId))
}

const item = z.object({ id: z.string() })

async function listed(
  client: Client,
  path: string,
  status: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const batch of batchesOf([...new Set(ids)], 250)) {
    // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-get
    const { items, isolated } = await client.listByIds(item, path, batch, (some) => ({
      id: some.join(','),
      status,
    }))
    for (const {
      item: { id },
    } of items)
      found.add(id)
    for (const { id } of isolated) if (id !== undefined) found.add(id)
  }
  return found
}
