import { afterAll, beforeAll, expect, it } from 'vitest'
import manifest from '../../manifest.json' with { type: 'json' }
import type { Landing } from '../support/landing.ts'
import { openLanding } from '../support/landing.ts'
import type { Site } from '../support/site.ts'
import { openSite } from '../support/site.ts'

let site: Site
let landing: Landing
beforeAll(async () => {
  site = await openSite({ pages: 60 })
  landing = await openLanding(site, {})
  expect((await landing.sync()).verdict).toBe('succeeded')
})
afterAll(async () => {
  await landing[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

it.each(manifest.example_queries)('$title has an answer', async ({ sql }) => {
  expect((await landing.query(sql)).length).toBeGreaterThan(0)
})

it('takes a page that was edited for fresh', async () => {
  const sql = manifest.example_queries.find(({ title }) => title.includes('unchanged'))?.sql ?? ''
  const titles = async () => (await landing.query(sql)).map(([title]) => title)
  const [oldest] = await titles()
  const [found] = await landing.query(
    `select id from pages where title = '${String(oldest).replaceAll("'", "''")}'`,
  )
  await site.mutate({ op: 'edit', type: 'page', id: found?.[0] })
  await landing.sync()
  expect((await titles())[0]).not.toBe(oldest)
})
