import { describe, expect, it } from 'vitest'
import { asLive, openLanding } from '../support/landing.ts'
import { capped, openMeddledSite } from '../support/meddled-site.ts'
import { listings, pagesOnly } from './listings.ts'

const fewPages = { pages: 40, seed: 3 }
const deletes = { fullRefresh: true, allowDeletes: true }

describe('no row is wrongly deleted', () => {
  it('by a listing that is cut short without a word [elastic #2393, #2574)]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    site.meddle({
      ...capped(7),
      after: (answer, { path }) =>
        path === listings.pages ? { ...answer, _links: { ...answer._links, next: undefined } } : answer,
    })
    const { reports } = await landing.sync(deletes)
    expect(reports['pages']).toMatchObject({ verdict: 'incomplete', deleted: 0 })
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it('by an incremental read, which lists no more than what changed [cognee #3738]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    await site.mutate({ op: 'edit', type: 'page', count: 2 })
    const { reports } = await landing.sync({ allowDeletes: true })
    expect(reports['pages']).toMatchObject({ strategy: 'incremental', landed: 2, deleted: 0 })
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it("after a read that failed on its way [Nango's templates]", async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    const [gone] = await site.mutate({ op: 'purge', type: 'page', count: 1 })
    site.meddle({
      ...capped(7),
      before: ({ path, before }) => (path === listings.pages && before >= 2 ? { status: 400 } : undefined),
    })
    expect((await landing.sync(deletes)).reports['pages']).toMatchObject({ verdict: 'failed', deleted: 0 })
    expect(await landing.gone('pages')).toEqual([])
    site.meddle({})
    expect((await landing.sync(deletes)).reports['pages']).toMatchObject({ deleted: 1 })
    expect(await landing.gone('pages')).toEqual([gone?.id])
  })

  it('because restrictions cannot be read: there is nothing that says who may read [pipeshub #1189]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, {})
    await landing.sync()
    expect(site.asked.filter(({ path, query }) => /restriction|permission/.test(`${path}?${query}`))).toEqual(
      [],
    )
    const columns = `select column_name from information_schema.columns
      where column_name ilike '%restrict%' or column_name ilike '%permission%'`
    expect(await landing.query(columns)).toEqual([])
  })
})

describe('what is gone', () => {
  it('is marked, and archived pages say that they are [onyx #1222, sim #5880]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    const changed = await site.mutate(
      { op: 'trash', type: 'page', count: 2 },
      { op: 'purge', type: 'page', count: 1 },
      { op: 'archive', type: 'page', count: 2 },
    )
    await landing.sync({ fullRefresh: true })
    const gone = changed.filter(({ op }) => op !== 'archive').map(({ id }) => id)
    expect(await landing.gone('pages')).toEqual(gone.sort())
    for (const { id } of changed.filter(({ op }) => op === 'archive'))
      expect(await landing.query(`select status, _deleted_at from pages where id = '${id}'`)).toEqual([
        ['archived', null],
      ])
  })

  it('for the account, by a restriction on a page above it, is marked and comes back with it [elastic #4095]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    // Neither listed nor found by its id.
    const [hidden] = await site.truth('pages')
    site.meddle({
      after: (answer, { path }) =>
        path === listings.pages
          ? { ...answer, results: answer.results.filter(({ id }: { id: string }) => id !== hidden?.id) }
          : answer,
    })
    await landing.sync(deletes)
    expect(await landing.gone('pages')).toEqual([hidden?.id])
    site.meddle({})
    await landing.sync(deletes)
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })
})
