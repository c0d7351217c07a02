import { describe, expect, it } from 'vitest'
import { users } from '../../../plugin/streams/users.ts'
import { SyncError } from '../../../src/contract/errors.ts'
import { collect, contextOf, readAll } from '../../contracts/stream-contract.ts'
import { type Asked, answeringClient, listing } from './answering-client.ts'

const idOf = (place: number) => `u${String(place).padStart(5, '0')}`
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, place) => ({ accountId: idOf(from + place) }))

const askedIds = ({ body }: Asked) => (body as { accountIds: readonly string[] }).accountIds

interface Site {
  readonly listed?: readonly object[]
  readonly total?: number
  /** What users-bulk knows, and how many it gives at a time. */
  readonly known?: readonly { readonly accountId: string }[]
  readonly cap?: number
  /** Members of its only group; undefined: the token may not read groups. */
  readonly members?: readonly object[]
}

const clientOf = ({ listed = [], total, known = [], cap = 250, members }: Site) =>
  answeringClient((asked) => {
    if (asked.path.includes('/group')) {
      if (members === undefined) throw new SyncError('auth', 'closed', { code: 'permission_missing' })
      const all = asked.path.endsWith('/group') ? [{ id: 'everybody' }] : members
      const from = Number(asked.query['start'])
      return { results: all.slice(from, from + 200) }
    }
    if (asked.path.endsWith('/users-bulk')) {
      const ids = new Set(askedIds(asked))
      return listing(...known.filter(({ accountId }) => ids.has(accountId)).slice(0, cap))
    }
    const start = Number(asked.query['start'])
    const results = listed.slice(start, start + Number(asked.query['limit'])).map((user) => ({ user }))
    return { results, totalSize: total ?? listed.length }
  })

async function read(site: Site, ids: readonly string[] = []) {
  const client = clientOf(site)
  const references = async function* () {
    yield ids
  }
  return { ...factsOf(await readAll(users, client, { references })), client }
}

async function lookUp(site: Site, ids: readonly string[]) {
  const client = clientOf(site)
  return { ...factsOf(await collect(users.lookUp(contextOf(client), ids))), client }
}

const factsOf = (pages: Awaited<ReturnType<typeof collect>>) => ({
  ids: pages.flatMap((page) => page.records.map(({ row }) => String(row['id']))),
  unknown: pages.flatMap((page) =>
    page.records.flatMap(({ row }) => (row['accountStatus'] === 'unknown' ? String(row['id']) : [])),
  ),
  isolated: pages.flatMap((page) => page.isolated ?? []),
  gaps: pages.flatMap((page) => page.gap ?? []),
})

describe('the listing of users', () => {
  it('has no gap when it holds as many as the site counts', async () => {
    expect((await read({ listed: people(450) })).gaps).toEqual([])
  })

  it('has a gap when some came twice and others never', async () => {
    const listed = [...people(4), ...people(4, 2)]
    expect((await read({ listed, total: 8 })).gaps).toEqual(['the site counts 8 users but listed only 6'])
  })

  it('has a gap when it may have been cut off at what the site lists at most and groups are closed', async () => {
    expect((await read({ listed: people(9_999) })).gaps).toEqual([])
    expect((await read({ listed: people(10_000) })).gaps).toEqual([
      'the site lists no more than 10,000 users and does not let this token read its groups, so more may exist that no other table names',
    ])
  })

  it('is filled up with the members of the groups, each once', async () => {
    const capped = await read({ listed: people(10_000), members: people(450, 9_800) })
    expect(capped.gaps).toEqual([])
    expect(capped.ids).toHaveLength(10_250)
    expect(new Set(capped.ids).size).toBe(10_250)
    const short = await read({ listed: people(90), total: 100, members: people(10, 90) })
    expect(short).toMatchObject({ gaps: [], ids: { length: 100 } })
  })

  it('brings also who moved past the edge of a page when somebody went meanwhile', async () => {
    let left = people(450)
    const client = answeringClient(({ path, query }) => {
      if (!path.endsWith('/search/user')) return {}
      const start = Number(query['start'])
      if (start === 200) left = left.filter(({ accountId }) => accountId !== idOf(3))
      const results = left.slice(start, start + 200).map((user) => ({ user }))
      return { results, totalSize: left.length }
    })
    const { ids, gaps } = factsOf(await readAll(users, client))
    expect(new Set(ids)).toEqual(new Set(people(450).map(({ accountId }) => accountId)))
    expect({ gaps, given: ids.length }).toEqual({ gaps: [], given: 450 })
  })

  it('isolates the one place that the site fails at, and goes on behind it', async () => {
    const client = answeringClient(({ path, query }) => {
      if (!path.endsWith('/search/user')) return {}
      const [start, limit] = [Number(query['start']), Number(query['limit'])]
      if (start <= 25 && 25 < start + limit)
        throw new SyncError('transient', 'down', { code: 'server_error', status: 500 })
      return {
        results: people(60)
          .slice(start, start + limit)
          .map((user) => ({ user })),
        totalSize: 60,
      }
    })
    const { ids, isolated, gaps } = factsOf(await readAll(users, client))
    expect(ids).toEqual(
      people(60)
        .map(({ accountId }) => accountId)
        .filter((id) => id !== idOf(25)),
    )
    expect(isolated).toMatchObject([{ status: 500, message: expect.stringContaining('record 26 of') }])
    expect(gaps).toEqual([])
  })

  it('isolates an account that cannot be read, by its id', async () => {
    const { isolated, gaps } = await read({ listed: [...people(2), { accountId: 'bob', email: 5 }] })
    expect(isolated).toMatchObject([{ id: 'bob', code: 'unreadable_record' }])
    expect(gaps).toEqual([])
  })
})

describe('users asked for by id', () => {
  const all = people(250)
  const ids = all.map(({ accountId }) => accountId)

  it('are asked for again when the site gives fewer at a time', async () => {
    const { ids: found, client } = await lookUp({ known: all, cap: 100 }, ids)
    expect(found).toEqual(ids)
    expect(client.asked.map((asked) => askedIds(asked).length)).toEqual([250, 150, 50])
  })

  it('are not there when an answer brings nobody new', async () => {
    const { ids: found, client } = await lookUp({ known: people(120), cap: 100 }, ids)
    expect(found).toEqual(ids.slice(0, 120))
    expect(client.asked.map((asked) => askedIds(asked).length)).toEqual([250, 150, 130])
  })

  it('are unknown only then', async () => {
    const { unknown } = await read({ known: people(249), cap: 100 }, ids)
    expect(unknown).toEqual(ids.slice(249))
  })

  it('that cannot be read are isolated, each by its id, and are not unknown', async () => {
    const bob = { accountId: 'bob', isExternalCollaborator: 'yes' }
    const expected = {
      ids: ['u00000'],
      isolated: [
        { id: 'bob', code: 'unreadable_record', url: 'https://acme.example/wiki/api/v2/users-bulk' },
      ],
    }
    expect(await lookUp({ known: [...people(1), bob] }, ['u00000', 'bob'])).toMatchObject(expected)
    expect(await read({ known: [...people(1), bob] }, ['u00000', 'bob'])).toMatchObject({
      ...expected,
      unknown: [],
    })
  })
})

describe('the forecast of users', () => {
  it.each([
    [126, /^one holds them all, an empty answer proves the end, and 250 a request of those/, 2],
    [450, /^200 accounts a request, an empty answer proves the end, and 250 a request of those/, 4],
  ])('of %d says how they are asked for', async (count, how, requests) => {
    const forecast = await users.forecast?.(contextOf(clientOf({ listed: people(count) })), undefined)
    expect(forecast).toMatchObject({ rows: count, requests, how: expect.stringMatching(how) })
  })
})
