import { z } from 'zod'
import type { Ask } from './client.ts'
import { walk } from './walk.ts'

export type SpaceKeys = (ids: Iterable<string>, ask: Ask) => Promise<ReadonlyMap<string, string | null>>

const batchSize = 250

/** The keys of spaces by id, each asked for once: v2 records carry the id alone. */
export function openSpaceKeys(site: string): SpaceKeys {
  const known = new Map<string, Promise<string | null>>()
  return async (ids, ask) => {
    const wanted = [...new Set(ids)]
    const missing = wanted.filter((id) => !known.has(id))
    for (let start = 0; start < missing.length; start += batchSize) {
      const batch = missing.slice(start, start + batchSize)
      remember(batch, known, keysOf(batch, site, ask))
    }
    return new Map(await Promise.all(wanted.map(async (id) => [id, (await known.get(id)) ?? null] as const)))
  }
}

type Keys = ReadonlyMap<string, string>

function remember(
  ids: readonly string[],
  known: Map<string, Promise<string | null>>,
  coming: Promise<Keys>,
): void {
  for (const id of ids) {
    const key = coming.then((keys) => keys.get(id) ?? null)
    // A failure is not remembered: the next one who needs the key asks again.
    key.catch(() => known.delete(id))
    known.set(id, key)
  }
}

const item = z.object({ id: z.string(), key: z.string() })

async function keysOf(ids: readonly string[], site: string, ask: Ask): Promise<Keys> {
  const keys = new Map<string, string>()
  const query = { ids: ids.join(','), limit: batchSize }
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
  for await (const { items } of walk({
    site,
    base: site,
    ask,
    item,
    path: '/wiki/api/v2/spaces',
    query,
    options: {},
  }))
    for (const { item: space } of items) keys.set(space.id, space.key)
  return keys
}
