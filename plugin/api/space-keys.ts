import { z } from 'zod'
import type { Client } from './client.ts'

/** The keys of spaces by id: null for one that is not visible, nothing for one that the site fails at. */
export type Keys = ReadonlyMap<string, string | null>
export type SpaceKeys = (ids: Iterable<string>, listByIds: Client['listByIds']) => Promise<Keys>

const atOnce = 250

/** The keys of spaces, each asked for once: v2 records carry the id alone. */
export function openSpaceKeys(): SpaceKeys {
  const known = new Map<string, Promise<string | null | undefined>>()
  return async (ids, listByIds) => {
    const wanted = [...new Set(ids)]
    const missing = wanted.filter((id) => !known.has(id))
    for (let start = 0; start < missing.length; start += atOnce) {
      const batch = missing.slice(start, start + atOnce)
      remember(batch, known, keysOf(batch, listByIds))
    }
    const keys = new Map<string, string | null>()
    for (const id of wanted) {
      const key = await known.get(id)
      if (key === undefined) known.delete(id)
      else keys.set(id, key)
    }
    return keys
  }
}

function remember(
  ids: readonly string[],
  known: Map<string, Promise<string | null | undefined>>,
  coming: Promise<Keys>,
): void {
  for (const id of ids) {
    const key = coming.then((keys) => keys.get(id))
    // A failure is not remembered: the next one who needs the key asks again.
    key.catch(() => known.delete(id))
    known.set(id, key)
  }
}

const item = z.object({ id: z.string(), key: z.string() })

async function keysOf(ids: readonly string[], listByIds: Client['listByIds']): Promise<Keys> {
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
  const path = '/wiki/api/v2/spaces'
  const { items, isolated } = await listByIds(item, path, ids, (some) => ({ ids: some.join(',') }))
  const failed = new Set(isolated.map(({ id }) => id))
  const found = new Map(items.map(({ item: space }) => [space.id, space.key]))
  return new Map(ids.filter((id) => !failed.has(id)).map((id) => [id, found.get(id) ?? null]))
}
