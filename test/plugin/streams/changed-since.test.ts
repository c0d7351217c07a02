import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { searchSince } from '../../../plugin/streams/rows/changed-since.ts'
import { contextOf } from '../../contracts/stream-contract.ts'
import { answeringClient, listing } from './answering-client.ts'

const since = new Date('2026-03-10T10:00:00Z')
const cursor = new Date('2026-03-10T11:00:00Z')
const item = z.object({ id: z.string(), at: z.string() })

/** A site whose search reads minutes `offsetHours` from UTC, whatever zone the caller's profile tells. */
function site(offsetHours: number, timeZone: string | undefined, records: readonly z.infer<typeof item>[]) {
  const client = answeringClient(({ query }) => {
    const minute = /lastmodified >= "(\S+) (\S+)"/.exec(String(query['cql']))
    const from = Date.parse(`${minute?.[1]}T${minute?.[2]}:00Z`) - offsetHours * 3_600_000
    return listing(...records.filter(({ at }) => Date.parse(at) >= from))
  })
  const read = async () => {
    const ids = new Set<string>()
    const context = contextOf({ ...client, timeZone }, { since, cursor })
    for await (const { items } of searchSince(context, since, {
      ...{ item, expand: 'version', stampOf: (one: z.infer<typeof item>) => one.at },
      cqlOf: (text) => `type = page AND lastmodified >= "${text}"`,
      byIds: async () => ({ items: [], isolated: [] }),
    }))
      for (const one of items) ids.add(one.item.id)
    return {
      ids: [...ids].sort(),
      searches: client.asked.filter(({ query }) => query['cursor'] === undefined).length,
    }
  }
  return { read }
}

const landedBefore = { id: '1', at: cursor.toISOString() }
const edited = { id: '2', at: '2026-03-10T11:30:00Z' }
const late = { id: '3', at: '2026-03-11T09:00:00Z' }

describe('a search for what changed', () => {
  it('is asked once where the zone of the profile is the one that minutes are read in', async () => {
    const { read } = site(9, 'Asia/Tokyo', [landedBefore, edited])
    // The walk and the proof of its end.
    expect(await read()).toEqual({ ids: ['1', '2'], searches: 2 })
  })

  it.each([
    ['far west of it', -8, 'Asia/Tokyo'],
    ['far west of UTC', -8, 'Europe/Berlin'],
    ['at the last zone of all', -12, 'UTC'],
  ])('loses nothing where minutes are read %s', async (_, offsetHours, timeZone) => {
    const { read } = site(offsetHours, timeZone, [landedBefore, edited, late])
    expect((await read()).ids).toEqual(['1', '2', '3'])
  })

  it('is asked in the widest zone again when what landed before is gone meanwhile, and finds the same', async () => {
    const { read } = site(9, 'Asia/Tokyo', [edited])
    expect(await read()).toEqual({ ids: ['2'], searches: 4 })
  })

  it('starts in the widest zone where the profile hides it', async () => {
    const { read } = site(-12, undefined, [landedBefore, edited])
    expect(await read()).toEqual({ ids: ['1', '2'], searches: 2 })
  })
})
