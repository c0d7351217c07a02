import { z } from 'zod'
import { openTurns } from '../../src/contract/turns.ts'
import type { Client } from './client.ts'
import { isPoison } from './poison.ts'

/** The keys of spaces by id: null for one that is not visible, nothing for one that the site fails at. */
export type Keys = ReadonlyMap<string, string | null>
type Asker = Pick<Client, 'list' | 'listByIds'>
export type SpaceKeys = (ids: Iterable<string>, client: Asker, extent?: Extent) => Promise<Keys>

/** Whether the keys are for a read of everything that there is, or of some of it. */
export type Extent = 'all' | 'some'

const atOnce = 250

/**
 * The keys of spaces, each asked for once: v2 records carry the id alone. A read of changes gets its first ones by
 * id, which is all that most need, and a read of everything from the first page of all spaces, which on most sites is
 * the only one. Whoever then asks for another gets to know every space.
 */
export function openSpaceKeys(): SpaceKeys {
  const known = new Map<string, string | null>()
  let asked = 0
  // Streams side by side need the same ones.
  const inTurn = openTurns()
  const learn = async (ids: readonly string[], client: Asker, extent: Extent) => {
    const missing = () => ids.filter((id) => !known.has(id))
    if (missing().length === 0) return
    asked += 1
    if (asked === 2) await learnListed(known, client, 'all')
    else if (asked === 1 && extent === 'all') await learnListed(known, client, 'some')
    if (missing().length > 0) await learnSome(known, missing(), client)
  }
  return async (ids, client, extent = 'some') => {
    const wanted = [...new Set(ids)]
    await inTurn(() => learn(wanted, client, extent))
    return new Map(wanted.flatMap((id) => (known.has(id) ? [[id, known.get(id) ?? null] as const] : [])))
  }
}

const item = z.object({ id: z.string(), key: z.string() })
// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
const path = '/wiki/api/v2/spaces'

/** The whole listing, or its first page. */
async function learnListed(known: Map<string, string | null>, client: Asker, extent: Extent): Promise<void> {
  const readAhead = () => extent === 'all'
  try {
    for await (const { items } of client.list(item, path, { sort: 'id', limit: atOnce }, { readAhead })) {
      for (const { item: space } of items) known.set(space.id, space.key)
      if (extent === 'some') return
    }
  } catch (error) {
    // By their ids, one that breaks the listing can be got around.
    if (!isPoison(error)) throw error
  }
}

async function learnSome(
  known: Map<string, string | null>,
  ids: readonly string[],
  client: Asker,
): Promise<void> {
  for (let start = 0; start < ids.length; start += atOnce) {
    const batch = ids.slice(start, start + atOnce)
    const answer = await client.listByIds(item, path, batch, (some) => ({ ids: some.join(',') }))
    const failed = new Set(answer.isolated.map(({ id }) => id))
    // A failure is not remembered: the next one who needs the key asks again.
    for (const id of batch) if (!failed.has(id)) known.set(id, null)
    for (const { item: space } of answer.items) known.set(space.id, space.key)
  }
}
