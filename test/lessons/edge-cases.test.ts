import { describe, expect, it } from 'vitest'
import { asLive, openLanding } from '../support/landing.ts'
import { capped, openMeddledSite } from '../support/meddled-site.ts'
import { listings, pagesOnly } from './listings.ts'

const fewPages = { pages: 40, seed: 3 }

describe('what the field learned the hard way', () => {
  it('a page without results: its next link is followed, and loses nothing [zero results]', async () => {
    await using site = await openMeddledSite(fewPages)
    const emptied = new Set<string>()
    site.meddle({
      ...capped(7),
      // Every place answers with nothing first and leads back to itself under another name.
      before({ path, query }) {
        const cursor = query.get('cursor')
        if (path !== listings.pages || cursor === null || emptied.has(cursor)) return undefined
        emptied.add(cursor)
        const next = `${path}?cursor=${encodeURIComponent(`${cursor}again`)}`
        return cursor.endsWith('again') ? undefined : { body: { results: [], _links: { next } } }
      },
      query(query, asked) {
        capped(7).query?.(query, asked)
        const cursor = query.get('cursor')
        if (cursor !== null) query.set('cursor', cursor.replace(/again$/, ''))
      },
    })
    await using landing = await openLanding(site, pagesOnly)
    const { reports } = await landing.sync()
    expect(reports['pages']?.reason ?? 'complete').toBe('complete')
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it('pages without results for ever: the listing ends all the same [zero results]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      before: ({ path, before }) =>
        path === listings.attachments
          ? { body: { results: [], _links: { next: `${path}?cursor=${before}` } } }
          : undefined,
    })
    await using landing = await openLanding(site, { streams: { attachments: {} } })
    await landing.sync()
    expect(site.asked.length).toBeLessThan(30)
  })

  it('a next link under-counts: offsets come from the rows received [under-counts `start`]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      query: (query, { path }) => path === listings.users && query.set('limit', '3'),
      after: (answer, { path }) =>
        path === listings.users ? { ...answer, start: 0, _links: { next: `${path}?start=1` } } : answer,
    })
    await using landing = await openLanding(site, {})
    await landing.sync()
    expect(await landing.live('users')).toEqual(asLive(await site.truth('users')))
  })

  it.each([500, 502, 503, 504])(
    '%i on big pages: the limit is halved until it goes [halve the limit]',
    async (status) => {
      await using site = await openMeddledSite(fewPages)
      site.meddle({
        before: ({ path, query }) =>
          path === listings.pages && Number(query.get('limit')) > 10 ? { status } : undefined,
      })
      await using landing = await openLanding(site, pagesOnly)
      const { reports } = await landing.sync()
      expect(reports['pages']).toMatchObject({ verdict: 'succeeded', isolated: 0 })
      expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
    },
  )

  it('one body breaks the batch that carries it: the others land [CONFCLOUD-76433]', async () => {
    await using site = await openMeddledSite(fewPages)
    const [bad] = (await site.truth('pages')).slice(3)
    const choice = { ...pagesOnly, parameters: { cql_pages_clause: 'type = page' } }
    site.meddle({
      refuse: ({ results = [] }: { results?: { id: string }[] }, { query }) =>
        query.get('expand')?.includes('body') && results.some(({ id }) => id === bad?.id)
          ? { status: 500 }
          : undefined,
    })
    await using landing = await openLanding(site, choice)
    await landing.sync()
    const others = asLive(await site.truth('pages')).filter((one) => !one.startsWith(`${bad?.id}@`))
    expect(await landing.live('pages')).toEqual(expect.arrayContaining([...others]))
    expect((await landing.query('select id from _errors where resolved_at is null')).flat()).toContain(
      bad?.id,
    )
  })

  it('restrictions of ancestors are never expanded: no draft above breaks a batch [CONFCLOUD-77618]', async () => {
    await using site = await openMeddledSite(fewPages)
    const choice = { ...pagesOnly, parameters: { cql_pages_clause: 'type = page' } }
    await using landing = await openLanding(site, choice)
    await landing.sync()
    const expanded = site.asked.flatMap(({ query }) => query.get('expand')?.split(',') ?? [])
    expect(expanded).toContain('ancestors')
    expect(expanded.filter((name) => name.includes('restrictions') || name.startsWith('ancestors.'))).toEqual(
      [],
    )
  })

  it('403 is told as what it is in the cloud, at once, and deletes nothing [throttle with 403]', async () => {
    await using site = await openMeddledSite(fewPages)
    await using landing = await openLanding(site, pagesOnly)
    await landing.sync()
    site.meddle({ before: ({ path }) => (path === listings.pages ? { status: 403 } : undefined) })
    const { reports } = await landing.sync({ fullRefresh: true, allowDeletes: true })
    expect(reports['pages']).toMatchObject({ verdict: 'failed', code: 'permission_missing', deleted: 0 })
    expect(site.asked.filter(({ path }) => path === listings.pages)).toHaveLength(1)
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })

  it('users are paged by offset until a page is empty [`user/memberof`]', async () => {
    await using site = await openMeddledSite({ pages: 60, seed: 3 })
    site.meddle({ query: (query, { path }) => path === listings.users && query.set('limit', '4') })
    await using landing = await openLanding(site, { streams: { users: {} } })
    await landing.sync()
    const asked = site.asked.filter(({ path }) => path === listings.users)
    expect(asked.filter(({ query }) => query.has('cursor'))).toEqual([])
    const landed = (await landing.live('users')).length
    expect(Number(asked.at(-1)?.query.get('start'))).toBe(landed)
  })

  it('whoever wrote something has a row, known or not, active or not [deactivated users]', async () => {
    await using site = await openMeddledSite(fewPages)
    site.meddle({
      after: (answer, { path, before }) =>
        path === listings.pages && before === 0
          ? {
              ...answer,
              results: answer.results.map((one: object) => ({ ...one, authorId: 'nobody-knows' })),
            }
          : answer,
    })
    await using landing = await openLanding(site, { streams: { pages: {}, users: {} } })
    await landing.sync()
    expect(await landing.query(`select account_status from users where id = 'nobody-knows'`)).toEqual([
      ['unknown'],
    ])
    const orphans = `select count(*) from pages left join users on users.id = pages.author_id where users.id is null
      and author_id is not null`
    expect(await landing.query(orphans)).toEqual([[0]])
    expect(await landing.query(`select count(*) > 0 from users where account_status <> 'active'`)).toEqual([
      [true],
    ])
  })
})
