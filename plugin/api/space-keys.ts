import { z } from 'zod'
import type { Ask } from './client.ts'

export type SpaceKeys = (ids: Iterable<string>, ask: Ask) => Promise<ReadonlyMap<string, string | null>>

const answer = z.object({ results: z.array(z.object({ id: z.string(), key: z.string() })) })
const batchSize = 250

/** The keys of spaces by id, each asked for once: v2 records carry the id alone. */
export function openSpaceKeys(): SpaceKeys {
  const known = new Map<string, Promise<string | null>>()
  return async (ids, ask) => {
    const wanted = [...new Set(ids)]
    const missing = wanted.filter((id) => !known.has(id))
    for (let start = 0; start < missing.length; start += batchSize)
      askFor(missing.slice(start, start + batchSize), known, ask)
    return new Map(await Promise.all(wanted.map(async (id) => [id, (await known.get(id)) ?? null] as const)))
  }
}

function askFor(ids: readonly string[], known: Map<string, Promise<string | null>>, ask: Ask): void {
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
  const coming = ask('/wiki/api/v2/spaces', { ids: ids.join(','), limit: batchSize }).then(
    (value) => new Map(answer.parse(value).results.map(({ id, key }) => [id, key])),
  )
  for (const id of ids) {
    const key = coming.then((keys) => keys.get(id) ?? null)
    // A failure is not remembered: the next one who needs the key asks again.
    key.catch(() => known.delete(id))
    known.set(id, key)
  }
}
