import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLanding } from '../support/landing.ts'
import { openSite, type Site } from '../support/site.ts'

/**
 * Requests by stream, each read by itself: of a full read of a site of 600 pages, and of the run after it when nothing
 * changed. Fewer are welcome, and the table then follows; more need a reason.
 */
const requests: Readonly<Record<string, { readonly full: number; readonly unchanged: number }>> = {
  spaces: { full: 2, unchanged: 2 },
  pages: { full: 4, unchanged: 2 },
  pages_content: { full: 3, unchanged: 2 },
  blog_posts: { full: 3, unchanged: 2 },
  attachments: { full: 3, unchanged: 2 },
  comments: { full: 9, unchanged: 2 },
  // Of 30 labels 90 lists of what carries them, and for each of the 85 that are not empty a proof of its end.
  labels: { full: 177, unchanged: 177 },
  users: { full: 2, unchanged: 2 },
}

let site: Site
beforeAll(async () => {
  site = await openSite({ pages: 600 })
})
afterAll(() => site[Symbol.asyncDispose]())

describe('requests', () => {
  it.each(Object.entries(requests))('of %s', async (stream, expected) => {
    await using landing = await openLanding(site, { streams: { [stream]: {} } })
    const count = async () => (await landing.sync()).reports[stream]?.requests
    expect({ full: await count(), unchanged: await count() }).toEqual(expected)
  })

  it('of labels, where what carries them does not land', async () => {
    const fields = ['page', 'blogPost', 'attachment'].flatMap((kind) => [`${kind}Ids`, `${kind}Count`])
    const columns = Object.fromEntries(fields.map((field) => [field, 'leave_out']))
    await using landing = await openLanding(site, { streams: { labels: { columns } } })
    const { reports } = await landing.sync()
    expect(reports['labels']).toMatchObject({ verdict: 'succeeded', requests: 2 })
  })
})
