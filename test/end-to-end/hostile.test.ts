import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnsweringServer, answerJson, openAnsweringServer } from '../support/answering-server.ts'
import { asLive, openLanding } from '../support/landing.ts'
import {
  capped,
  type Instead,
  type MeddledSite,
  type Meddling,
  openMeddledSite,
} from '../support/meddled-site.ts'

const pages = '/wiki/api/v2/pages'
const pagesOnly = { streams: { pages: {} } }

let elsewhere: AnsweringServer
let site: MeddledSite
beforeAll(async () => {
  elsewhere = await openAnsweringServer((_, response) =>
    answerJson(response, { results: [], accountId: 'thief' }),
  )
  site = await openMeddledSite({ pages: 40, seed: 3 })
})
afterAll(async () => {
  await elsewhere[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const oneSentence = /^[^\n]{20,400}\.$/

/** What a sync of the pages comes to; whatever it is, it is told in one sentence. */
async function syncPages(meddling: Meddling) {
  site.meddle(meddling)
  await using landing = await openLanding(site, pagesOnly)
  const outcome = await landing.sync().then(
    ({ reports }) => reports['pages'],
    (error: unknown) => error,
  )
  const { reason, message, code } = Object(outcome)
  expect(String(reason ?? message)).toMatch(oneSentence)
  return { code, told: String(reason ?? message) }
}

describe('another host gets no request', () => {
  const foreign = (path: string) => `${elsewhere.url}${path}?cursor=x`
  it.each<[string, () => Meddling]>([
    [
      'by a next link',
      () => ({
        after: (answer, { path }) =>
          path === pages ? { ...answer, _links: { ...answer._links, next: foreign(path) } } : answer,
      }),
    ],
    [
      'by a next link without a scheme',
      () => ({
        after: (answer, { path }) =>
          path === pages ? { ...answer, _links: { next: foreign(path).replace('http:', '') } } : answer,
      }),
    ],
    [
      'by a Link header',
      () => ({
        before: ({ path }) =>
          path === pages
            ? { body: { results: [{ id: '1' }] }, headers: { link: `<${foreign(path)}>; rel="next"` } }
            : undefined,
      }),
    ],
    ...[301, 302, 303, 307, 308].map((status): [string, () => Meddling] => [
      `by a redirect with ${status}`,
      () => ({
        before: ({ path }) =>
          path === pages ? { status, headers: { location: foreign(path) }, body: '' } : undefined,
      }),
    ]),
    [
      'by a redirect at the door',
      () => ({ before: ({ path }) => ({ status: 302, headers: { location: foreign(path) }, body: '' }) }),
    ],
  ])('%s', async (_, meddling) => {
    await syncPages(meddling())
    expect(elsewhere.requests).toHaveLength(0)
  })

  it('by the addresses in records, or by what the site calls its own address', async () => {
    const { url } = elsewhere
    site.meddle({
      after: (answer) => ({
        ...answer,
        ...(answer.results === undefined ? {} : { results: answer.results.map(leadingAway) }),
        _links: { ...answer._links, base: `${url}/wiki`, self: `${url}/wiki/x`, context: url },
      }),
    })
    const leadingAway = (record: object) => ({
      ...record,
      _links: { webui: `${url}/a`, self: `${url}/b`, base: url },
      icon: { path: `${url}/icon`, apiDownloadLink: `${url}/icon` },
      downloadLink: `${url}/file`,
    })
    await using landing = await openLanding(site, {})
    await landing.sync()
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
    expect(elsewhere.requests).toHaveLength(0)
  })
})

describe('an answer that is sent to break the reader ends in one honest sentence:', () => {
  const deep = (levels: number) =>
    `{"results":[{"id":"1","deep":${'['.repeat(levels)}${']'.repeat(levels)}}]}`
  const large = `{"results":[],"padding":"${'x'.repeat(65 * 1024 * 1024)}"}`
  const json = { 'content-type': 'application/json' }
  it.each<[string, () => Instead, string]>([
    ['too large', () => ({ body: large }), 'answer_too_large'],
    [
      'small, and too large unpacked',
      () => ({ packed: gzipSync(large), headers: { ...json, 'content-encoding': 'gzip' } }),
      'answer_too_large',
    ],
    ['nested too deep', () => ({ body: deep(5_000) }), 'answer_too_deep'],
    ['nested far too deep', () => ({ body: deep(1_000_000) }), 'answer_too_deep'],
    ['nested too deep and never closed', () => ({ body: '[{"a":'.repeat(100_000) }), 'answer_too_deep'],
    ['a failure nested too deep', () => ({ status: 400, body: deep(100_000) }), 'request_refused'],
    ['no JSON', () => ({ body: '{"results":[}' }), 'broken_answer'],
    ['no listing', () => ({ body: '[]' }), 'unexpected_shape'],
    ['null', () => ({ body: 'null' }), 'unexpected_shape'],
    [
      'a list in the place of the prototype',
      () => ({ body: '{"__proto__":{"results":[]}}' }),
      'unexpected_shape',
    ],
  ])('%s', { timeout: 60_000 }, async (_, answer, code) => {
    // What is large is met at the door, where it is asked for once.
    const place = code === 'answer_too_large' ? '/wiki/rest/api/user/current' : pages
    const outcome = await syncPages({ before: ({ path }) => (path === place ? answer() : undefined) })
    expect(outcome.code).toBe(code)
    expect(outcome.told).not.toMatch(/JSON\.parse|stack|RangeError|\[\[/)
  })

  it('nesting that a site could have lands', async () => {
    site.meddle({
      ...capped(250),
      after: (answer, { path }) =>
        path === pages ? { ...answer, results: answer.results.map(nested) } : answer,
    })
    const nested = (record: object) => ({
      ...record,
      deep: JSON.parse(`${'['.repeat(150)}${']'.repeat(150)}`),
    })
    await using landing = await openLanding(site, pagesOnly)
    expect((await landing.sync()).verdict).toBe('succeeded')
    expect(await landing.live('pages')).toEqual(asLive(await site.truth('pages')))
  })
})
