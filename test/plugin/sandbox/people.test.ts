import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSite, type TestSite } from './client.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite({ pages: 4000 })
})
afterAll(() => site[Symbol.asyncDispose]())

const search = '/wiki/rest/api/search/user?cql=type=user&sitePermissionTypeFilter=all'

async function byOffset(path: string, limit: number): Promise<string[]> {
  const found: string[] = []
  for (;;) {
    const { status, body } = await site.get(`${path}limit=${limit}&start=${found.length}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    if (body.results.length === 0) return found
    found.push(
      ...body.results.map(
        (one: { accountId: string; user?: { accountId: string } }) => one.user?.accountId ?? one.accountId,
      ),
    )
  }
}

async function byGroups(): Promise<Set<string>> {
  const { body } = await site.get('/wiki/rest/api/group')
  const members = await Promise.all(
    body.results.map(({ id }: { id: string }) =>
      byOffset(`/wiki/rest/api/group/${id}/membersByGroupId?`, 150),
    ),
  )
  return new Set(members.flat())
}

describe('the user search', () => {
  it('gives ten thousand people where nothing else is said', async () => {
    expect((await site.get('/__sandbox/settings')).body).toMatchObject({
      userSearchCap: 10_000,
      userSearchTellsTotal: true,
    })
  })

  it.each([
    [true, 'the real number'],
    [false, 'the cap'],
  ])('gives nobody beyond its cap; it tells the total: %s (%s)', async (userSearchTellsTotal) => {
    const all = await byOffset(`${search}&`, 100)
    await site.post('/__sandbox/settings', { userSearchCap: 130, userSearchTellsTotal })
    const { body } = await site.get(`${search}&start=100&limit=100`)
    expect([body.size, body.totalSize]).toEqual([30, userSearchTellsTotal ? all.length : 130])
    expect(await byOffset(`${search}&`, 100)).toEqual(all.slice(0, 130))
    expect(await byGroups()).toEqual(new Set(all))
    await site.post('/__sandbox/settings', { userSearchCap: 10_000, userSearchTellsTotal: true })
  })
})

describe('groups', () => {
  it('have everybody whom the search can find, new people too', async () => {
    expect(await byGroups()).toEqual(new Set(await byOffset(`${search}&`, 200)))
    const made = await site.post('/__sandbox/mutate', [{ op: 'create', type: 'user' }])
    expect([...(await byGroups())]).toContain(made.body[0].id)
  })

  it('give at most 200 members at once, and nobody where there is no such group', async () => {
    const { body } = await site.get('/wiki/rest/api/group')
    const path = `/wiki/rest/api/group/${body.results[0].id}/membersByGroupId`
    expect((await site.get(path)).body.results).toHaveLength(200)
    expect((await site.get(`${path}?limit=201`)).status).toBe(400)
    expect((await site.get('/wiki/rest/api/group/none/membersByGroupId')).body.results).toEqual([])
  })
})
