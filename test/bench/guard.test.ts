import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import { openDuckdb } from '../../src/warehouse/duckdb/open.ts'
import { reportOf, runRequest } from '../support/fake-run.ts'
import { noteStream, openFakeSource, stillSurroundings } from '../support/fake-source.ts'
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

/** The most rows that have been read and are not committed, on a site of so many. */
async function mostHeld(rows: number): Promise<number> {
  await using warehouse = await openDuckdb({ path: ':memory:' })
  const at = '2026-01-01T00:00:00.000Z'
  const source = openFakeSource(Array.from({ length: rows }, (_, id) => ({ id: String(id), version: 1, at })))
  const notes = noteStream(source)
  let held = 0
  let most = 0
  const pages: typeof notes.pages = async function* (context) {
    for await (const page of notes.pages(context)) {
      held += page.records.length
      most = Math.max(most, held)
      yield page
    }
  }
  const openLoad: Warehouse['openLoad'] = async (request) => {
    const load = await warehouse.openLoad(request)
    const commit: typeof load.commit = async (checkpoint) => {
      const staged = load.stagedRows
      const counts = await load.commit(checkpoint)
      // Slower than any reading.
      for (let turns = 0; turns < 100; turns += 1) await turn()
      held -= staged
      return counts
    }
    return Object.assign(Object.create(load), { commit })
  }
  const slow = { ...warehouse, openLoad }
  const request = { streams: [{ ...notes, pages }], warehouse: slow, surroundings: stillSurroundings() }
  expect(await reportOf(runRequest(request))).toMatchObject({ verdict: 'succeeded', landed: rows })
  return most
}

describe('rows that are held', () => {
  // Batches are of four rows and pages of three, and two parts read side by side.
  it('are those of two batches and of the pages on their way, whatever the size of the site', async () => {
    const most = await mostHeld(60)
    expect(most).toBeLessThanOrEqual(24)
    expect(await mostHeld(240)).toBe(most)
  })
})
