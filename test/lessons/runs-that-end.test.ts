import { describe, expect, it } from 'vitest'
import { asLive, openLanding } from '../support/landing.ts'
import { capped, openMeddledSite } from '../support/meddled-site.ts'
import { listings, pagesOnly } from './listings.ts'

const fewPages = { pages: 40, seed: 3 }
const atOnce = 4
const atMost = 16
const longestPauseMs = 600_000 * 1.1

describe('a run does not die, hang or start over because', () => {
  it('one bad page fails whatever carries it: it alone is isolated, and named [elastic #2574, #2578]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    const [, bad] = await site.truth('pages')
    const carriesBad = (answer: { results?: { id: string }[]; id?: string }) =>
      answer.id === bad?.id || answer.results?.some(({ id }) => id === bad?.id)
    site.meddle({
      refuse: (answer, { query }) =>
        query.has('body-format') && carriesBad(answer) ? { status: 500 } : undefined,
    })
    const { reports } = await landing.sync()
    expect(reports['pages']).toMatchObject({ verdict: 'incomplete', isolated: 1, deleted: 0 })
    expect(await landing.query('select id, status from _errors where resolved_at is null')).toEqual([
      [bad?.id, 500],
    ])
    const others = asLive(await site.truth('pages')).filter((one) => !one.startsWith(`${bad?.id}@`))
    expect(await landing.live('pages')).toEqual(others)
    site.meddle({})
    await landing.sync()
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it.each([
    ['seconds', '36000'],
    ['a date', 'Sat, 01 Jan 2050 00:00:00 GMT'],
    ['nonsense', 'tomorrow'],
    ['less than nothing', '-5'],
  ])('the site asks to wait for hours, in %s [22 minutes]', async (_, header) => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      before: ({ path, before }) =>
        path === listings.pages && before === 0
          ? { status: 429, headers: { 'retry-after': header } }
          : undefined,
    })
    await using landing = await openLanding(site, pagesOnly)
    expect((await landing.sync()).reports['pages']).toMatchObject({ verdict: 'succeeded' })
    expect(Math.max(...landing.pauses)).toBeLessThanOrEqual(longestPauseMs)
  })

  it.each([429, 500, 502, 503, 504])(
    '%i comes now and then: the retries there are get used [never used (elastic)]',
    async (status) => {
      await using site = await openMeddledSite(fewPages)
      site.meddle({ before: ({ before }) => (before === 0 ? { status } : undefined) })
      await using landing = await openLanding(site, pagesOnly)
      const { reports } = await landing.sync()
      expect(reports['pages']).toMatchObject({ verdict: 'succeeded' })
      expect(reports['pages']?.retries).toBeGreaterThan(0)
    },
  )

  it("the site is busy: 429 is waited out, for everybody [ragflow's Go rewrite]", async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      before: ({ path, before }) =>
        path.includes('/api/v2/') && before < 3
          ? { status: 429, headers: { 'retry-after': '2' } }
          : undefined,
    })
    await using landing = await openLanding(site, { streams: { pages: {}, attachments: {} } })
    const { verdict, reports } = await landing.sync()
    expect(verdict).toBe('succeeded')
    expect(reports['pages']?.throttledMs).toBeGreaterThanOrEqual(6_000)
  })

  it('it broke off before: it goes on where it stopped, and shows how far it is [onyx #1546, #6049]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    site.meddle({
      ...capped(7),
      before: ({ path, before }) => (path === listings.pages && before >= 3 ? { status: 400 } : undefined),
    })
    const { events } = await landing.sync()
    expect(events.filter(({ type }) => type === 'page_read').length).toBeGreaterThanOrEqual(3)
    site.meddle({})
    const { reports } = await landing.sync()
    expect(reports['pages']).toMatchObject({
      verdict: 'succeeded',
      new: asLive(await site.truth('pages')).length - 21,
    })
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it('ten thousand parents have children: they are asked for a few at a time [unbounded queue]', async () => {
    await using site = await openMeddledSite(fewPages)
    const waiting: (() => void)[] = []
    let now = 0
    let most = 0
    await site.set({ replies: 'out' })
    site.meddle({
      async before({ path }) {
        if (path === listings.footerComments) return { body: { results: manyComments } }
        if (!path.endsWith('/children')) return undefined
        now += 1
        most = Math.max(most, now)
        // The first ones are held until all that come at once are there.
        if (most < atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
        for (const go of waiting.splice(0)) go()
        now -= 1
        return { body: { results: [] } }
      },
    })
    await using landing = await openLanding(site, { streams: { comments: {} } })
    const { reports } = await landing.sync()
    expect(reports['comments']?.landed).toBeGreaterThanOrEqual(manyComments.length)
    expect(most).toBeGreaterThanOrEqual(atOnce)
    expect(most).toBeLessThanOrEqual(atMost)
  })

  it('attachments are large: their bytes are never asked for [onyx #2239]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, {})
    await landing.sync()
    expect(
      await landing.query('select count(*) > 0 from attachments where download_url is not null'),
    ).toEqual([[true]])
    expect(site.asked.filter(({ path }) => /download|thumbnail/.test(path))).toEqual([])
  })

  it('a token with scopes is refused on the site itself: that is said [atlassian-python-api #1546]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({ before: () => ({ status: 401, body: { code: 401, message: 'Unauthorized' } }) })
    await using landing = await openLanding(site, pagesOnly)
    await expect(landing.sync()).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('https://api.atlassian.com/ex/confluence/<cloudId>'),
    })
    site.meddle({
      before: () => ({ status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } }),
    })
    await expect(landing.sync()).rejects.toMatchObject({ kind: 'auth', code: 'scope_missing' })
  })

  it('two workers refresh one token: none is ever refreshed or asked for [burnt by two workers]', async () => {
    await using site = await openMeddledSite(fewPages)
    const { domain, apiToken } = site.connection
    const connection = { method: 'oauth_access_token', domain, accessToken: apiToken }
    await using one = await openLanding(site, { ...pagesOnly, connection })
    await using other = await openLanding(site, { ...pagesOnly, connection })
    const ended = await Promise.all([one.sync(), other.sync()])
    expect(ended.map(({ verdict }) => verdict)).toEqual(['succeeded', 'succeeded'])
    expect(site.asked.filter(({ path }) => /token|oauth/i.test(path))).toEqual([])
  })

  it('a space is large: rows leave memory as they are read [373–481 MB]', async () => {
    await using site = await openMeddledSite(fewPages)
    let given = 0
    site.meddle({
      ...capped(3),
      before({ path }) {
        if (path === listings.pages) given += 1
        return undefined
      },
    })
    // Every page takes longer than a batch may wait; several are on their way at once.
    await using landing = await openLanding(site, pagesOnly, { now: () => Date.now() + given * 40_000 })
    const { events } = await landing.sync()
    const types = events.map(({ type }) => type)
    expect(types.filter((type) => type === 'committed').length).toBeGreaterThan(3)
    expect(types.indexOf('committed')).toBeLessThan(types.lastIndexOf('page_read'))
  })
})

const manyComments = Array.from({ length: 240 }, (_, place) => ({
  id: String(900_000 + place),
  status: 'current',
  pageId: '1',
  version: { number: 1, createdAt: '2026-01-01T00:00:00.000Z', authorId: 'a' },
}))
