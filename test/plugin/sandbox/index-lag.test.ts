import { describe, expect, it } from 'vitest'
import { idsOf, openTestSite, type TestSite } from './client.ts'

const now = Date.UTC(2026, 10, 20, 9, 30, 15, 250)
const minute = 60_000

async function found(site: TestSite, cql: string): Promise<string[]> {
  return idsOf(await site.list(`/wiki/rest/api/content/search?cql=${encodeURIComponent(cql)}&limit=200`))
}

async function change(site: TestSite, ...operations: object[]): Promise<{ id: string }[]> {
  const { status, body } = await site.post('/__sandbox/mutate', operations)
  if (status !== 200) throw new Error(body.message)
  return body
}

const ahead = (site: TestSite, minutes: number) =>
  site.post('/__sandbox/clock', { aheadMs: minutes * minute })
const recent = 'type = page and lastmodified >= now("-1h") order by lastmodified'

describe('an index that lags', () => {
  it.each(['page', 'blogpost'])('finds a new %s later, while the lists have it at once', async (type) => {
    await using site = await openTestSite({}, () => now)
    await site.post('/__sandbox/settings', { indexLagMs: 5 * minute })
    const [made] = await change(site, { op: 'create', type })
    const cql = `type = ${type} and id = ${made?.id}`
    const path = type === 'page' ? 'pages' : 'blogposts'
    expect(await found(site, cql)).toEqual([])
    expect((await site.get(`/wiki/api/v2/${path}/${made?.id}`)).status).toBe(200)
    await ahead(site, 4)
    expect(await found(site, cql)).toEqual([])
    await ahead(site, 5)
    expect(await found(site, cql)).toEqual([made?.id])
  })

  it('knows an edited page in its old form, by its old stamp, in its old place', async () => {
    await using site = await openTestSite({}, () => now)
    await site.post('/__sandbox/settings', { indexLagMs: 2 * minute })
    const order = 'type = page order by lastmodified'
    const before = await found(site, order)
    const [edited] = await change(site, { op: 'edit', type: 'page', id: before[3], title: 'Edited' })
    expect(edited?.id).toBe(before[3])
    expect(await found(site, order)).toEqual(before)
    expect(await found(site, recent)).toEqual([])
    expect(await found(site, 'title = "Edited"')).toEqual([])
    await ahead(site, 1)
    await change(site, { op: 'edit', type: 'page', id: before[3], title: 'Again' })
    await ahead(site, 2)
    expect(await found(site, 'title = "Edited"')).toEqual([edited?.id])
    expect(await found(site, recent)).toEqual([edited?.id])
    await ahead(site, 3)
    expect(await found(site, 'title = "Edited"')).toEqual([])
    expect(await found(site, 'title = "Again"')).toEqual([edited?.id])
    expect(await found(site, order)).toEqual([...before.filter((id) => id !== edited?.id), edited?.id])
  })

  it.each(['trash', 'purge'])('finds what is gone for a while: %s', async (op) => {
    await using site = await openTestSite({}, () => now)
    await site.post('/__sandbox/settings', { indexLagMs: minute })
    const all = await found(site, 'type in (page, comment) order by created')
    const total = async () =>
      (await site.get('/wiki/rest/api/search?cql=type in (page, comment)')).body.totalSize
    const before = await total()
    await change(site, { op, type: 'page', count: 9 })
    expect(await found(site, 'type in (page, comment) order by created')).toEqual(all)
    expect(await total()).toBe(before)
    await ahead(site, 1)
    expect((await found(site, 'type in (page, comment) order by created')).length).toBeLessThan(all.length)
    expect(await total()).toBeLessThan(before)
  })

  it('knows labels and moves late', async () => {
    await using site = await openTestSite({}, () => now)
    await site.post('/__sandbox/settings', { indexLagMs: minute })
    const [space] = await change(site, { op: 'create', type: 'space' })
    const [, labelled] = await change(site, { op: 'label', type: 'page', count: 1, label: 'brand-new' })
    const [moved] = await change(site, { op: 'move', type: 'page', count: 1, spaceId: space?.id })
    const key = `NEW${space?.id}`
    expect(await found(site, 'label = "brand-new"')).toEqual([])
    expect(await found(site, `type = page and space = "${key}"`)).toEqual([])
    await ahead(site, 1)
    expect(await found(site, 'label = "brand-new"')).toEqual([labelled?.id])
    expect(await found(site, `type = page and space = "${key}"`)).toEqual([moved?.id])
    await change(site, { op: 'unlabel', type: 'page', id: labelled?.id, label: 'brand-new' })
    expect(await found(site, 'label = "brand-new"')).toEqual([labelled?.id])
  })

  it('forgets a refused change altogether', async () => {
    await using site = await openTestSite({}, () => now)
    await site.post('/__sandbox/settings', { indexLagMs: minute })
    const before = await found(site, 'type = page order by lastmodified')
    const operations = [
      { op: 'edit', type: 'page', count: 5 },
      { op: 'edit', type: 'page', id: '1' },
    ]
    expect((await site.post('/__sandbox/mutate', operations)).status).toBe(400)
    expect(await found(site, 'type = page order by lastmodified')).toEqual(before)
    await ahead(site, 1)
    expect(await found(site, 'type = page order by lastmodified')).toEqual(before)
  })

  it('can be set up to a day, and catches up when it is set to nothing', async () => {
    await using site = await openTestSite({}, () => now)
    expect((await site.post('/__sandbox/settings', { indexLagMs: 86_400_001 })).status).toBe(400)
    await site.post('/__sandbox/settings', { indexLagMs: 86_400_000 })
    const [made] = await change(site, { op: 'create', type: 'page' })
    expect(await found(site, recent)).toEqual([])
    await site.post('/__sandbox/settings', { indexLagMs: 0 })
    expect(await found(site, recent)).toEqual([made?.id])
  })
})
