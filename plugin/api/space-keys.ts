import { z } from 'zod'
import type { Client } from './client.ts'
import { isPoison } from './poison.ts'

/** The keys of spaces by id: null for one that is not visible, nothing for one that the site fails at. */
export type Keys = ReadonlyMap<string, string | null>
type Asker = Pick<Client, 'list' | 'listByIds'>
export type SpaceKeys = (ids: Iterable<string>, client: Asker) => Promise<Keys>

const atOnce = 250

/**
 * The keys of spaces, each asked for once: v2 records carry the id alone. The first who ask get them by id, which is
 * all that a read of changes needs; whoever asks again is reading a whole listing, and gets to know every space.
 */
export function openSpaceKeys(): SpaceKeys {
  const known = new Map<string, string | null>()
  let asked = 0
  let turn: Promise<void> = Promise.resolve()
  const learn = async (ids: readonly string[], client: Asker) => {
    const missing = () => ids.filter((id) => !known.has(id))
    if (missing().length === 0) return
    asked += 1
    if (asked === 2) await learnAll(known, client)
    if (missing().length > 0) await learnSome(known, missing(), client)
  }
  return async (ids, client) => {
    const wanted = [...new Set(ids)]
    // One after the other: streams side by side need the same ones.
    const mine = turn.then(() => learn(wanted, client))
    turn = mine.catch(() => undefined)
    await mine
    return new Map(wanted.flatMap((id) => (known.has(id) ? [[id, known.get(id) ?? null] as const] : [])))
  }
}

const item = z.object({ id: z.string(), key: z.string() })
// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
const path = '/wiki/api/v2/spaces'

async function learnAll(known: Map<string, string | null>, client: Asker): Promise<void> {
  try {
    for await (const { items } of client.list(item, path, { sort: 'id', limit: atOnce }))
      for (const { item: space } of items) known.set(space.id, space.key)
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
