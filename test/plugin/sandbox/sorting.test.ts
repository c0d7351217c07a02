import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSite, type TestSite } from './client.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite({ pages: 500 })
  const edits = ['page', 'blogpost', 'comment', 'attachment'].map((type) => ({ op: 'edit', type, count: 5 }))
  await site.post('/__sandbox/mutate', edits)
})
afterAll(() => site[Symbol.asyncDispose]())

// biome-ignore lint/suspicious/noExplicitAny: records of every kind
type Key = (record: any) => string | number
const created: Key = (record) => record.createdAt
const modified: Key = (record) => record.version.createdAt
const title: Key = (record) => record.title
const name: Key = (record) => record.name
const number: Key = (record) => Number(record.id.replace('att', ''))

const cases: readonly (readonly [path: string, sort: string, key: Key])[] = [
  ['pages', 'id', number],
  ['pages', 'created-date', created],
  ['pages', 'modified-date', modified],
  ['pages', 'title', title],
  ['blogposts', 'id', number],
  ['blogposts', 'created-date', created],
  ['blogposts', 'modified-date', modified],
  ['footer-comments', 'modified-date', modified],
  ['inline-comments', 'modified-date', modified],
  ['attachments', 'created-date', created],
  ['attachments', 'modified-date', modified],
  ['spaces', 'id', number],
  ['spaces', 'key', (record) => record.key],
  ['spaces', 'name', name],
  ['labels', 'name', name],
  ['labels', 'id', number],
]

describe.each(cases)('%s by %s', (path, sort, key) => {
  it.each(['', '-'])('in the direction "%s"', async (sign) => {
    const found = await site.list(`/wiki/api/v2/${path}?limit=100&sort=${sign}${sort}`)
    const keys = found.map(key)
    const sorted = keys.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
    expect(keys).toEqual(sign === '' ? sorted : sorted.reverse())
    expect(found.length).toBeGreaterThan(4)
  })
})

it('goes by id where nothing is asked', async () => {
  const asked = await site.list('/wiki/api/v2/pages?limit=100&sort=id')
  expect(await site.list('/wiki/api/v2/pages?limit=100')).toEqual(asked)
})

it('refuses an order that is not documented', async () => {
  expect((await site.get('/wiki/api/v2/blogposts?sort=title')).status).toBe(400)
})
