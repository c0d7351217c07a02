import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Client } from './client.ts'

const space = z.object({ id: z.string(), createdAt: z.string().nullish() })

/**
 * A print of the spaces that the caller sees and that were there at this instant already. Spaces made since do not
 * count: what is in them is newer than the instant, too.
 */
export async function spacesInView(client: Client, until: Date): Promise<string> {
  const ids: string[] = []
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
  for await (const { items } of client.list(space, '/wiki/api/v2/spaces', { sort: 'id', limit: 250 }))
    for (const { item } of items) if (!isNewer(item, until)) ids.push(item.id)
  return createHash('sha1').update(ids.toSorted().join()).digest('base64url')
}

const isNewer = ({ createdAt }: z.infer<typeof space>, until: Date): boolean =>
  Date.parse(createdAt ?? '') > until.getTime()
