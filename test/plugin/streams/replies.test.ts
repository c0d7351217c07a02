import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Line, openLine } from '../../../plugin/api/connect.ts'
import { comments } from '../../../plugin/streams/comments.ts'
import { keysOf, readAll } from '../../contracts/stream-contract.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'
import { capped, type MeddledSite, openMeddledSite } from '../../support/meddled-site.ts'
import { answeringClient, listing } from './answering-client.ts'

const signal = new AbortController().signal
let site: MeddledSite
let line: Line

beforeAll(async () => {
  site = await openMeddledSite({ pages: 60, seed: 3 })
  await site.set({ replies: 'out' })
  const { email, apiToken } = site.connection
  const authorization = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`
  line = openLine({ site: site.url, authorization, surroundings: fakeSurroundings(), signal })
})
afterAll(async () => {
  line[Symbol.dispose]()
  await site[Symbol.asyncDispose]()
})

const read = async () =>
  keysOf(
    comments,
    await readAll(
      comments,
      line.client(() => undefined, signal),
    ),
  )

it('the answers to a comment are all there although their listing is refused on the way', async () => {
  const all = await read()
  let refusals = 0
  site.meddle({
    ...capped(1),
    before({ path, query, before }) {
      if (!path.endsWith('/children') || !query.has('cursor') || before !== 1) return undefined
      refusals += 1
      return { status: 404 }
    },
  })
  expect(await read()).toEqual(all)
  expect(refusals).toBeGreaterThan(0)
})

const comment = (id: string) => ({ id, status: 'current', pageId: '9', version: { number: 1 } })

it('the answers to a comment are all there although their listing loses its next link', async () => {
  const client = answeringClient(({ path, query }) => {
    if (path === '/wiki/api/v2/footer-comments') return listing(comment('1'))
    if (path !== '/wiki/api/v2/footer-comments/1/children') return listing()
    return query['sort'] === 'created-date'
      ? listing(comment('2'))
      : listing(comment('4'), comment('3'), comment('2'))
  })
  expect(keysOf(comments, await readAll(comments, client))).toEqual(new Set(['1', '2', '3', '4']))
  expect(client.asked.filter(({ path }) => path.endsWith('/2/children'))).toHaveLength(1)
})

it('an answer comes once, whatever it is said to stand below', async () => {
  const below: Readonly<Record<string, readonly object[]>> = {
    '/wiki/api/v2/footer-comments': [comment('1')],
    '/wiki/api/v2/footer-comments/1/children': [comment('2'), comment('2')],
    '/wiki/api/v2/footer-comments/2/children': [comment('1'), comment('3')],
    '/wiki/api/v2/footer-comments/3/children': [comment('2')],
  }
  let asked = 0
  const client = answeringClient(({ path }) => {
    asked += 1
    if (asked > 100) throw new Error('asked without end')
    return listing(...(below[path] ?? []))
  })
  const rows = (await readAll(comments, client)).flatMap(({ records }) => records.map(({ row }) => row))
  expect(rows.map(({ id, depth }) => [id, depth])).toEqual([
    ['1', 0],
    ['2', 1],
    ['3', 2],
  ])
})
