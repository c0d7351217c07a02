import { expect, it } from 'vitest'
import type { Client } from '../../../plugin/api/client.ts'
import { type Asked, answeringClient } from '../streams/answering-client.ts'

/** A site whose list of spaces has this many pages of two. */
function siteOf(pages: number): Client & { readonly asked: Asked[] } {
  return answeringClient(({ query }) => {
    if (query['ids'] !== undefined) return { results: String(query['ids']).split(',').map(space), _links: {} }
    const at = Number(query['cursor'] ?? 0)
    const next = at + 1 === pages ? {} : { next: `/wiki/api/v2/spaces?cursor=${at + 1}` }
    return { results: [space(`${2 * at}`), space(`${2 * at + 1}`)], _links: next }
  })
}

const space = (id: string) => ({ id, key: `KEY${id}` })

it.each([
  [
    'a read of everything, by one request on most sites',
    1,
    'all',
    [
      ['0', '1'],
      ['1', '0'],
    ],
    1,
  ],
  ['a read of some, by their ids', 3, 'some', [['0', '5']], 1],
  ['a read of everything on a large site, by ids first', 3, 'all', [['0', '5']], 2],
  [
    'whoever asks for others too, all at once',
    3,
    'all',
    [
      ['0', '5'],
      ['1', '4'],
      ['2', '3'],
    ],
    5,
  ],
] as const)('the keys of spaces are asked for by %s', async (_, pages, extent, asks, requests) => {
  const client = siteOf(pages)
  for (const ids of asks)
    expect(await client.spaceKeys(ids, extent)).toEqual(new Map(ids.map((id) => [id, `KEY${id}`])))
  expect(client.asked).toHaveLength(requests)
})
