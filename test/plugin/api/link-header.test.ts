import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openLine } from '../../../plugin/api/connect.ts'
import { withNextLink } from '../../../plugin/api/link-header.ts'
import { answerJson, openAnsweringServer } from '../../support/answering-server.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'

const next = '/wiki/api/v2/pages?status=current,archived&cursor=b;c'
const deprecation = '<https://acme.example/changelog/#CHANGE-1411>; rel="deprecation"'
const base = '<https://acme.example/wiki>; rel="base"'

describe('a next link that only the header carries', () => {
  it.each<[string, string | readonly string[]]>([
    ['alone', `<${next}>; rel="next"`],
    ['after others', `${deprecation}, <${next}>; rel="next", ${base}`],
    ['in a header of its own', [deprecation, `<${next}>; rel="next"`]],
    ['without quotes and blanks', `${base},<${next}>;rel=next`],
    ['with more to its name', `<${next}>; title="a, b; c"; REL="Next last"`],
  ])('is found %s', (_, link) => {
    expect(withNextLink({ results: [1], _links: { base: 'x' } }, link)).toEqual({
      results: [1],
      _links: { base: 'x', next },
    })
  })

  it.each([
    ['no links', { results: [1] }],
    ['a null for it', { results: [1], _links: { next: null } }],
  ])('is found for an answer with %s', (_, value) => {
    expect(withNextLink(value, `<${next}>; rel="next"`)).toEqual({ results: [1], _links: { next } })
  })

  it.each<[string, unknown, string | undefined]>([
    ['nothing', { results: [] }, undefined],
    ['no next', { results: [] }, `${deprecation}, ${base}`],
    ['something that is no link', { results: [] }, 'rel="next"'],
    ['a name in another part', { results: [] }, `<${next}>; title="rel=next"; rel="prev"`],
    [
      'what the answer says already',
      { results: [], _links: { next: '?cursor=own' } },
      `<${next}>; rel="next"`,
    ],
    ['a next for what is no listing', { id: '1' }, `<${next}>; rel="next"`],
    ['a next for no object', 'x', `<${next}>; rel="next"`],
  ])('is not made of %s', (_, value, link) => {
    expect(withNextLink(value, link)).toBe(value)
  })

  it('is followed', async () => {
    await using server = await openAnsweringServer((request, response, place) => {
      const header = { link: `${deprecation}, </wiki/api/v2/pages?cursor=b>; rel="next"` }
      if (place === 1) answerJson(response, { results: [{ id: '1' }], _links: {} }, 200, header)
      else answerJson(response, { results: [{ id: request.url?.includes('cursor=b') ? '2' : 'x' }] })
    })
    const { signal } = new AbortController()
    const surroundings = fakeSurroundings()
    using line = openLine({ site: server.url, authorization: 'Basic c2VjcmV0', surroundings, signal })
    const ids: string[] = []
    const client = line.client(() => undefined, signal)
    for await (const { items } of client.list(z.object({ id: z.string() }), '/wiki/api/v2/pages', {
      limit: 1,
    }))
      ids.push(...items.map(({ item }) => item.id))
    expect(ids).toEqual(['1', '2'])
  })
})
