import { z } from 'zod'
import type { Client, Received } from '../api/client.ts'
import { encoded } from '../api/encoded.ts'
import { isPoison } from '../api/poison.ts'
import type { Comment, CommentKind } from './comments-row.ts'
import { batchesOf } from './rows/batches.ts'
import { cqlId } from './rows/cql-id.ts'
import { cqlcontext } from './rows/estimate.ts'
import { optionalId, versionItem } from './rows/fields.ts'

/** Who wrote a comment first, and when. */
export interface Origin {
  readonly createdAt: string | null
  readonly authorId: string | null
}

/** By the comment's id. */
export type Origins = ReadonlyMap<string, Origin>

/** Whether its origin has to be asked for: a record tells of its latest version alone. */
export const isEdited = ({ version }: Comment): boolean => (version?.number ?? 1) !== 1

/**
 * The origins of these comments; one whose origin the site fails to tell is left out.
 */
export async function originsOf(
  client: Client,
  kind: CommentKind,
  received: readonly Received<Comment>[],
): Promise<Origins> {
  const comments = received.map(({ item }) => item)
  const origins = new Map(
    comments.filter((comment) => !isEdited(comment)).map((comment) => [comment.id, ownOrigin(comment)]),
  )
  const edited = comments.filter(isEdited).map(({ id }) => id)
  for (const [id, origin] of await searched(client, edited)) origins.set(id, origin)
  const missing = edited.filter((id) => !origins.has(id))
  const oldest = await Promise.all(missing.map((id) => oldestVersion(client, kind, id)))
  missing.forEach((id, place) => {
    const origin = oldest[place]
    if (origin !== undefined) origins.set(id, origin)
  })
  return origins
}

/** Edited comments that one search tells of. */
export const searchedAtOnce = 100

const nothing: Origin = { createdAt: null, authorId: null }

const ownOrigin = ({ version }: Comment): Origin => ({
  createdAt: version?.createdAt ?? null,
  authorId: version?.authorId ?? null,
})

const found = z.object({
  id: z.string(),
  history: z.object({
    createdDate: z.string(),
    createdBy: z.object({ accountId: optionalId }).nullish(),
  }),
})

async function searched(client: Client, ids: readonly string[]): Promise<Origins> {
  // What the search cannot answer is asked of each comment.
  const batches = batchesOf(ids, searchedAtOnce).map((batch) => search(client, batch).catch(noneWhenBroken))
  return new Map((await Promise.all(batches)).flat())
}

function noneWhenBroken(error: unknown): readonly [] {
  if (isPoison(error)) return []
  throw error
}

async function search(
  client: Client,
  ids: readonly string[],
): Promise<readonly (readonly [string, Origin])[]> {
  const origins: (readonly [string, Origin])[] = []
  const cql = `type = comment AND id in (${ids.map(cqlId).join(',')})`
  const query = { cql, cqlcontext, expand: 'history', limit: searchedAtOnce }
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content/#api-wiki-rest-api-content-search-get
  for await (const { items } of client.list(found, '/wiki/rest/api/content/search', query))
    for (const { item } of items) {
      const { createdDate, createdBy } = item.history
      origins.push([item.id, { createdAt: createdDate, authorId: createdBy?.accountId ?? null }])
    }
  return origins
}

const versions = z.object({ results: z.array(z.unknown()) })

/** Undefined when the site fails to tell. */
async function oldestVersion(client: Client, kind: CommentKind, id: string): Promise<Origin | undefined> {
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-version/#api-footer-comments-id-versions-get
  const path = `/wiki/api/v2/${kind}-comments/${encoded(id)}/versions`
  const query = { sort: 'modified-date', limit: 1 }
  const { items, isolated } = await client.halving([id], async () => {
    const answer = await client.find(path, query, versions)
    return { items: answer === undefined ? [] : [answer], isolated: [] }
  })
  if (isolated.length > 0) return undefined
  const [answer] = items
  const first = versionItem.safeParse(answer?.item.results[0]).data
  // Old versions can be removed, and then the oldest that is left is not the first.
  if (first?.number !== 1) return nothing
  return { createdAt: first.createdAt ?? null, authorId: first.authorId ?? null }
}
