import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDuckdb } from '../../src/warehouse/duckdb/open.ts'
import { ask, item, items, land, openItems } from '../contracts/warehouse-tables.ts'
import { answeringClient } from '../plugin/streams/answering-client.ts'
import { asLive, openLanding } from '../support/landing.ts'
import { capped, openMeddledSite } from '../support/meddled-site.ts'
import { openSite } from '../support/site.ts'
import { listings, pagesOnly } from './listings.ts'

const fewPages = { pages: 40, seed: 3 }

describe('what nobody else has', () => {
  it('changes are read newest first, without a search, in two requests [Newest-first incremental]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    await site.mutate({ op: 'edit', type: 'page', count: 3 })
    site.meddle({})
    expect((await landing.sync()).reports['pages']).toMatchObject({ changed: 3, unchanged: 0 })
    expect(site.asked.filter(({ path }) => path.includes('search'))).toEqual([])
    const listed = site.asked.filter(({ path }) => path === listings.pages)
    expect(listed.length).toBeLessThanOrEqual(2)
    expect(listed[0]?.query.get('sort')).toBe('-modified-date')
  })

  it('a listing that stops too early is noticed even when nothing landed before [proof of completeness]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      ...capped(7),
      after: (answer, { path }) =>
        path === listings.pages ? { ...answer, _links: { ...answer._links, next: null } } : answer,
    })
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    expect(await landing.query('select verdict, reason is null from _sync_runs')).toEqual([
      ['incomplete', false],
    ])
    site.meddle({})
    await landing.sync()
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it('more than a fifth gone at once is not believed without being told so [deletes only with proof]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    const count = Math.ceil((await landing.live('pages')).length / 3)
    await site.mutate({ op: 'purge', type: 'page', count })
    const { reports } = await landing.sync({ fullRefresh: true })
    expect(reports['pages']).toMatchObject({ verdict: 'incomplete', deleted: 0 })
    expect(reports['pages']?.reason).toContain('--allow-deletes')
    const told = await landing.sync({ fullRefresh: true, allowDeletes: true })
    expect(told.reports['pages']).toMatchObject({ verdict: 'succeeded', deleted: count })
  })

  it('what the overlap lists again does not land again, an edit in the same minute does [a boundary ledger]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    const edited = await site.mutate({ op: 'edit', type: 'page', count: 4 })
    await landing.sync()
    expect((await landing.sync()).reports['pages']).toMatchObject({ listed: 4, deduplicated: 4, landed: 0 })
    await site.mutate({ op: 'edit', type: 'page', id: edited[0]?.id })
    expect((await landing.sync()).reports['pages']).toMatchObject({ deduplicated: 3, changed: 1 })
  })

  it.each(['Etc/GMT+12', 'Pacific/Kiritimati'])(
    'a zone that the profile hides makes the window wider, never narrower: %s [zone calibration]',
    async (timeZone) => {
      await using site = await openMeddledSite(fewPages)
      await site.set({ timeZone, hidesTimeZone: true })
      const choice = { ...pagesOnly, parameters: { cql_pages_clause: 'type = page' } }
      await using landing = await openLanding(site, choice)
      await landing.sync()
      await site.mutate({ op: 'edit', type: 'page', count: 5 })
      expect((await landing.sync()).reports['pages']).toMatchObject({ strategy: 'incremental', changed: 5 })
    },
  )

  it('comments are read from lists of the whole site, never page by page [site-wide comments]', async () => {
    await using site = await openMeddledSite({ pages: 80, seed: 3 })
    await using landing = await openLanding(site, { streams: { comments: {} } })
    await landing.sync()
    expect(await landing.live('comments')).toEqual(asLive(await site.truth('comments')))
    expect(site.asked.filter(({ path }) => /\/(pages|blogposts)\/[^/]+\/.*comment/.test(path))).toEqual([])
  })

  it('what carries a label is in its row, and joins [label usage as data]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, { streams: { pages: {}, labels: {} } })
    await landing.sync()
    const joined = `with used as (select name, page_count, unnest(from_json(page_ids, '["VARCHAR"]')) as page_id from labels)
      select count(*) > 0, count(*) = count(pages.id) from used left join pages on pages.id = used.page_id`
    expect(await landing.query(joined)).toEqual([[true, true]])
  })

  it('the next page is asked for while this one is used [parallel reading inside one stream]', async () => {
    const client = answeringClient(({ query }) => {
      const at = Number(query['cursor'] ?? 0)
      return { results: [{ id: String(at) }], _links: at < 5 ? { next: `?cursor=${at + 1}` } : {} }
    })
    const listing = client.list(z.object({ id: z.string() }), listings.pages, { limit: 1 })
    expect((await listing.next()).value?.items).toHaveLength(1)
    expect(client.asked.length).toBeGreaterThan(1)
    await listing.return(undefined)
  })

  it('a record that cannot be read is set aside, told, and asked for first next time [poison records]', async () => {
    await using site = await openMeddledSite(fewPages)
    const [bad] = await site.truth('pages')
    site.meddle({
      after: (answer, { path }) =>
        path === listings.pages
          ? {
              ...answer,
              results: answer.results.map((one: { id: string }) =>
                one.id === bad?.id ? { ...one, title: { not: 'a text' } } : one,
              ),
            }
          : answer,
    })
    await using landing = await openLanding(site, pagesOnly)
    const { reports } = await landing.sync()
    expect(reports['pages']).toMatchObject({ verdict: 'incomplete', isolated: 1 })
    expect(await landing.query('select id, code from _errors')).toEqual([[bad?.id, 'unreadable_record']])
    site.meddle({})
    expect((await landing.sync()).reports['pages']).toMatchObject({ verdict: 'succeeded', new: 1 })
    const [first] = site.asked.filter(({ path }) => path === listings.pages)
    expect(first?.query.get('id')).toBe(bad?.id)
    expect(await landing.query('select count(*) from _errors where resolved_at is null')).toEqual([[0]])
  })

  it('of two runners from the same state one alone lands and stores [exactly-once state]', async () => {
    await using warehouse = await openDuckdb({ path: ':memory:' })
    await warehouse.migrate('demo', [items])
    const loads = [await openItems(warehouse), await openItems(warehouse, { runId: 'run-2' })]
    const ended = await Promise.allSettled(loads.map((load, place) => land(load, [item(String(place), 1)])))
    for (const load of loads) await load[Symbol.asyncDispose]()
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await ask(warehouse, 'select count(*) from items')).toEqual([1])
    expect((await warehouse.readState('demo', 'items')).sequence).toBe(1)
  })

  it('a site to try it on, that fails when told to [a real sandbox site]', async () => {
    await using site = await openSite(fewPages)
    await site.faults(
      { kind: 'busy', on: '/wiki/api/v2/*', times: 2 },
      { kind: 'truncated', on: '/wiki/api/v2/pages', after: 1, times: 1 },
    )
    await using landing = await openLanding(site, pagesOnly)
    expect((await landing.sync()).verdict).toBe('succeeded')
    expect(await site.struck()).toMatchObject([{ struck: 2 }, { struck: 1 }])
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })
})
