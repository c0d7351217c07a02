import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Landing, openLanding } from '../support/landing.ts'
import { openSite, type Site } from '../support/site.ts'

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8')
const examples = [...readme.matchAll(/```sql\n([^`]*)```/g)].map(([, sql = '']) => sql.trim())
const tree = examples.find((sql) => sql.startsWith('with recursive')) ?? 'select no example'

let site: Site
let landing: Landing
beforeAll(async () => {
  site = await openSite({ pages: 400 })
  landing = await openLanding(site, { streams: { pages: {}, labels: {} } })
  await landing.sync()
})
afterAll(async () => {
  await landing[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const places = async (from: Landing, relation: string) => {
  const rows = await from.query(`select id, depth, to_json(ancestor_ids) from ${relation}`)
  return new Map(rows.map(([id, depth, ancestors]) => [id, { depth, ancestors }]))
}

it.each(examples)('%s has an answer', async (sql) => {
  expect((await landing.query(sql)).length).toBeGreaterThan(0)
})

it('the tree has each live page once, with the ancestors that the site itself names', async () => {
  // The search names them, which the listing of all pages does not.
  await using searched = await openLanding(site, {
    ...{ streams: { pages: {} }, parameters: { cql_pages_clause: 'type = page' } },
  })
  await searched.sync()
  const told = await places(searched, 'pages where _deleted_at is null')
  expect(Math.max(...[...told.values()].map(({ depth }) => Number(depth)))).toBeGreaterThan(2)
  const computed = await places(landing, `(${tree})`)
  expect([...computed.keys()].sort()).toEqual((await landing.live('pages')).map((row) => row.split('@')[0]))
  for (const [id, place] of told) expect([id, computed.get(id)]).toEqual([id, place])
})

it('the tree ends where moves between two pages of the listing have left a circle', async () => {
  const circle = `with pages(id, title, parent_id, _deleted_at) as
    (values ('1', 'One', '2', null), ('2', 'Two', '1', null), ('3', 'Three', null, null))`
  const rows = await landing.query(`${circle} select id from (${tree})`)
  expect(rows).toEqual([['3']])
})
