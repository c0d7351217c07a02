import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answeringClient } from '../plugin/streams/answering-client.ts'
import { asLive, openLanding } from '../support/landing.ts'
import { capped, type MeddledSite, openMeddledSite } from '../support/meddled-site.ts'
import { listings, pagesOnly } from './listings.ts'

const fewPages = { pages: 40, seed: 3 }

async function landPages(site: MeddledSite) {
  await using landing = await openLanding(site, pagesOnly)
  const { reports } = await landing.sync()
  return { report: reports['pages'], live: await landing.live('pages') }
}

describe('no row is missing because', () => {
  it('the server caps the page size and the client does not stop there [onyx #2641, #11284]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle(capped(7))
    const { report, live } = await landPages(site)
    expect(report?.verdict).toBe('succeeded')
    expect(live).toEqual(asLive(await site.truth('pages')))
    const asked = site.asked.filter(({ path }) => path === listings.pages)
    expect(asked.length).toBeGreaterThanOrEqual(Math.ceil(live.length / 7))
  })

  it('an error inside paging is a failure and deletes nothing [23,748 rows]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    site.meddle({
      ...capped(7),
      before: ({ path, query }) =>
        path === listings.pages && query.has('cursor') ? { status: 403 } : undefined,
    })
    const { reports } = await landing.sync({ fullRefresh: true, allowDeletes: true })
    expect(reports['pages']).toMatchObject({ verdict: 'failed', deleted: 0 })
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it('an error is never an empty list, and no count of pages ends a listing [`max_pages` 1000]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    site.meddle({ before: ({ path }) => (path === listings.pages ? { status: 400 } : undefined) })
    expect((await landing.sync()).reports['pages']).toMatchObject({ verdict: 'failed', landed: 0 })
    const long = answeringClient(({ query }) => {
      const at = Number(query['cursor'] ?? 0)
      return { results: [{ id: String(at) }], _links: at < 1_049 ? { next: `?cursor=${at + 1}` } : {} }
    })
    let listed = 0
    const item = z.object({ id: z.string() })
    for await (const { items } of long.list(item, listings.pages, { limit: 1 })) listed += items.length
    expect(listed).toBe(1_050)
  })

  it('every record of a listing by offset is read, also the one at the seam [tap-confluence]', async () => {
    await using site = await openMeddledSite({ pages: 60, seed: 3 })
    site.meddle({ query: (query, asked) => asked.path === listings.users && query.set('limit', '3') })
    await using landing = await openLanding(site, {})
    await landing.sync()
    expect(await landing.live('users')).toEqual(asLive(await site.truth('users')))
    const starts = site.asked
      .filter(({ path }) => path === listings.users)
      .map(({ query }) => query.get('start'))
    expect(starts.slice(0, 3)).toEqual(['0', '3', '6'])
  })

  it('the next cursor is cut out of its link whole, wherever it stands [pipedream #15776]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      query(query, asked) {
        capped(7).query?.(query, asked)
        const cursor = query.get('cursor')
        if (cursor !== null) query.set('cursor', Buffer.from(cursor.replace(/&=$/, ''), 'base64').toString())
      },
      after(answer) {
        const next =
          answer._links?.next && new URL(answer._links.next, 'http://site').searchParams.get('cursor')
        if (!next) return answer
        const awkward = encodeURIComponent(`${Buffer.from(next).toString('base64')}&=`)
        return {
          ...answer,
          _links: { ...answer._links, next: `${listings.pages}?a=1&cursor=${awkward}&limit=7#x` },
        }
      },
    })
    expect((await landPages(site)).live).toEqual(asLive(await site.truth('pages')))
  })

  it('the limit stays what it was under a live cursor [sim #6757]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      ...capped(7),
      after(answer) {
        const next = answer._links?.next?.replace('limit=7', 'limit=5')
        return next === undefined ? answer : { ...answer, _links: { ...answer._links, next } }
      },
    })
    const { live } = await landPages(site)
    expect(live).toEqual(asLive(await site.truth('pages')))
    const walked = site.asked
      .filter(({ query }) => query.has('cursor'))
      .map(({ query }) => query.get('limit'))
    expect(walked.length).toBeGreaterThan(3)
    expect(new Set(walked)).toEqual(new Set(['250']))
  })

  it('the text of a search stays the same under one cursor [sim #7385]', async () => {
    await using site = await openMeddledSite(fewPages)
    const choice = { ...pagesOnly, parameters: { cql_pages_clause: 'type = page' } }
    await using landing = await openLanding(site, choice)
    await landing.sync()
    await site.mutate({ op: 'edit', type: 'page', count: 20 })
    site.meddle(capped(7))
    await landing.sync()
    const searches = site.asked.filter(({ path }) => path === listings.search)
    expect(searches.length).toBeGreaterThan(2)
    const walked = searches.filter(({ query }) => query.has('cursor'))
    expect(walked.length).toBeGreaterThan(1)
    expect(new Set([searches[0], ...walked].map((one) => one?.query.get('cql'))).size).toBe(1)
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  // West, east and half an hour beside; with the profile's zone and without.
  it.each(['America/Los_Angeles', 'Asia/Tokyo', 'America/St_Johns', 'hidden'])(
    'CQL dates are read in another zone than written: %s [airbyte #48492]',
    async (timeZone) => {
      await using site = await openMeddledSite(fewPages)
      await site.set(timeZone === 'hidden' ? { timeZone: 'Asia/Tokyo', hidesTimeZone: true } : { timeZone })
      const choice = { ...pagesOnly, parameters: { cql_pages_clause: 'type = page' } }
      await using landing = await openLanding(site, choice)
      await landing.sync()
      await site.mutate({ op: 'edit', type: 'page', count: 22 })
      expect((await landing.sync()).reports['pages']).toMatchObject({ strategy: 'incremental', changed: 22 })
    },
  )

  it('the boundary minute is read with >= [data-prepper #5629]', async () => {
    await using site = await openMeddledSite(fewPages)
    const choice = { ...pagesOnly, parameters: { cql_pages_clause: 'type = page' } }
    await using landing = await openLanding(site, choice)
    await landing.sync()
    await site.mutate({ op: 'edit', type: 'page', count: 3 })
    await landing.sync()
    site.meddle({})
    // Within the minute of the cursor.
    await site.mutate({ op: 'edit', type: 'page', count: 3 })
    expect((await landing.sync()).reports['pages']).toMatchObject({ changed: 3 })
    const [search] = site.asked.filter(({ path }) => path === listings.search)
    expect(search?.query.get('cql')).toMatch(/ AND lastmodified >= "\d{4}-\d\d-\d\d \d\d:\d\d" ORDER BY/)
  })

  it('an OR in the clause swallows neither the type nor the window [(onyx, ragflow)]', async () => {
    await using site = await openMeddledSite(fewPages)
    const clause = 'title ~ "team" OR creator != "nobody"'
    await using landing = await openLanding(site, { ...pagesOnly, parameters: { cql_pages_clause: clause } })
    await landing.sync()
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages', clause)))
    site.meddle({})
    await landing.sync()
    for (const { query } of site.asked.filter(({ path }) => path === listings.search))
      expect(query.get('cql')).toMatch(
        /^type = page AND \(title ~ "team" OR creator != "nobody"\) AND lastmod/,
      )
  })

  it('a resumed read goes on by the token, not by a time [what CQL compares]', async () => {
    await using site = await openMeddledSite(fewPages)
    const choice = { ...pagesOnly, parameters: { cql_pages_clause: 'type = page' } }
    await using landing = await openLanding(site, choice)
    site.meddle({
      ...capped(7),
      before: ({ path, before }) => (path === listings.search && before >= 3 ? { status: 403 } : undefined),
    })
    expect((await landing.sync()).reports['pages']).toMatchObject({ verdict: 'failed', landed: 21 })
    site.meddle({})
    expect((await landing.sync()).reports['pages']).toMatchObject({ verdict: 'succeeded' })
    const [first] = site.asked.filter(({ path }) => path === listings.search)
    expect(first?.query.get('cursor')).toEqual(expect.any(String))
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it.each(['in', 'out'])(
    'inline comments and replies are read, with replies %s the lists [insight #748]',
    async (replies) => {
      await using site = await openMeddledSite(fewPages)
      await site.set({ replies })
      await using landing = await openLanding(site, { streams: { comments: {} } })
      await landing.sync()
      expect(await landing.live('comments')).toEqual(asLive(await site.truth('comments')))
      const kinds = await landing.query(
        'select kind, max(depth) > 0 from comments group by kind order by kind',
      )
      expect(kinds).toEqual([
        ['footer', true],
        ['inline', true],
      ])
    },
  )

  it('bodies land, whole, from the list and from the search [airbyte #22410, #33347]', async () => {
    await using site = await openMeddledSite(fewPages)
    const long = `<p>${'a long text & more '.repeat(60_000)}</p>`
    site.meddle({
      after: (answer, { path }) =>
        path === listings.pages || path === listings.search ? withBody(answer, long) : answer,
    })
    const clause = { parameters: { cql_pages_clause: 'type = page' } }
    for (const choice of [{ streams: { pages: {}, pages_content: {} } }, { ...pagesOnly, ...clause }]) {
      await using landing = await openLanding(site, choice)
      await landing.sync()
      expect(
        await landing.query('select max(length(body_storage)), count(*) = count(body_storage) from pages'),
      ).toEqual([[long.length, true]])
    }
  })

  it('a blog post that is edited late arrives, by its update stamp [an edit of an old post]', async () => {
    await using site = await openMeddledSite(fewPages)
    const choice = { streams: { blog_posts: { cursor: 'lastModifiedAt' } } }
    await using landing = await openLanding(site, choice)
    await landing.sync()
    const [old] = await site.truth('blog_posts')
    await site.mutate({ op: 'edit', type: 'blogpost', id: old?.id })
    const { reports } = await landing.sync()
    expect(reports['blog_posts']).toMatchObject({ strategy: 'incremental', changed: 1, new: 0 })
    expect(await landing.live('blog_posts')).toEqual(asLive(await site.truth('blog_posts')))
  })
})

type WithBodies = { readonly results: readonly { readonly body?: unknown }[] }

/** The answer, with this body in its first record. */
function withBody(answer: WithBodies, value: string): WithBodies {
  const [first, ...rest] = answer.results
  if (first?.body === undefined) return answer
  return {
    ...answer,
    results: [{ ...first, body: { storage: { representation: 'storage', value } } }, ...rest],
  }
}
