import { ConfluencePagesLoader } from '@langchain/community/document_loaders/web/confluence'
import { createV1Client, createV2Client } from 'confluence.js'
// biome-ignore lint/correctness/noUndeclaredDependencies: the repository's own, a folder up
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idsOf, openTestSite, type TestSite } from '../plugin/sandbox/client.ts'

let site: TestSite
beforeAll(async () => {
  site = await openTestSite({ pages: 600 })
})
afterAll(() => site[Symbol.asyncDispose]())

const email = 'admin@example.invalid'
const apiToken = 'sandbox-token'

interface Answer {
  readonly results?: readonly object[] | undefined
  readonly _links?: { readonly next?: string | undefined } | undefined
}

/** Follows the cursors of a listing as a user of the client would. */
async function drain(read: (cursor: string | undefined) => Promise<Answer>): Promise<{ id: string }[]> {
  const found: { id: string }[] = []
  let cursor: string | undefined
  do {
    const { results = [], _links } = await read(cursor)
    found.push(...(results as { id: string }[]))
    cursor = _links?.next && (new URL(_links.next, site.url).searchParams.get('cursor') ?? undefined)
  } while (cursor !== undefined)
  return found
}

const sorted = (records: readonly { readonly id: string }[]) => idsOf(records).sort()

describe('confluence.js', () => {
  const openV2 = () => createV2Client({ host: site.url, auth: { type: 'basic', email, apiToken } })

  it('reads every page of every space', async () => {
    const confluence = openV2()
    const spaces = await drain((cursor) =>
      confluence.space.getSpaces({ limit: 3, ...(cursor && { cursor }) }),
    )
    expect(sorted(spaces)).toEqual(sorted(await site.truth('spaces')))
    const pages = await Promise.all(
      spaces.map(({ id }) =>
        drain((cursor) =>
          confluence.page.getPagesInSpace({
            id: Number(id),
            limit: 50,
            bodyFormat: 'storage',
            ...(cursor && { cursor }),
          }),
        ),
      ),
    )
    expect(sorted(pages.flat())).toEqual(sorted(await site.truth('pages')))
  })

  it('reads the other listings', async () => {
    const { blogPost, attachment, comment, label } = openV2()
    const posts = await drain((cursor) => blogPost.getBlogPosts({ limit: 25, ...(cursor && { cursor }) }))
    expect(sorted(posts)).toEqual(sorted(await site.truth('blog_posts')))
    const files = await drain((cursor) =>
      attachment.getAttachments({ limit: 250, ...(cursor && { cursor }) }),
    )
    expect(sorted(files)).toEqual(sorted(await site.truth('attachments')))
    const labels = await drain((cursor) => label.getLabels({ limit: 7, ...(cursor && { cursor }) }))
    expect(sorted(labels)).toEqual(sorted(await site.truth('labels')))
    const footer = await drain((cursor) =>
      comment.getFooterComments({ limit: 100, ...(cursor && { cursor }) }),
    )
    const inline = await drain((cursor) =>
      comment.getInlineComments({ limit: 100, ...(cursor && { cursor }) }),
    )
    expect(sorted([...footer, ...inline])).toEqual(sorted(await site.truth('comments')))
  })

  it('searches by CQL through the v1 API', async () => {
    const confluence = createV1Client({ host: site.url, auth: { type: 'basic', email, apiToken } })
    const found = await drain((cursor) =>
      confluence.content.searchContentByCQL({
        cql: 'type = page ORDER BY lastmodified',
        limit: 200,
        expand: ['version', 'space', 'history', 'body.storage'],
        ...(cursor && { cursor }),
      }),
    )
    const current = (await site.truth('pages')).filter(({ status }) => status === 'current')
    expect(sorted(found)).toEqual(sorted(current))
  })

  it('is told of a wrong token', async () => {
    const stranger = createV2Client({ host: site.url, auth: { type: 'basic', email, apiToken: 'wrong' } })
    await expect(stranger.page.getPages({})).rejects.toMatchObject({ name: 'AuthError' })
  })
})

describe('the Confluence loader of LangChain', () => {
  it('loads every current page of a space', async () => {
    const { body } = await site.get('/wiki/api/v2/spaces?limit=250')
    const truth = await site.truth('pages')
    for (const { id, key } of body.results as { id: string; key: string }[]) {
      const inSpace = idsOf(await site.list(`/wiki/api/v2/spaces/${id}/pages?limit=250&status=current`))
      const loader = new ConfluencePagesLoader({
        baseUrl: `${site.url}/wiki`,
        spaceKey: key,
        username: email,
        accessToken: apiToken,
        limit: 40,
      })
      const documents = await loader.load()
      expect(documents.map(({ metadata }) => metadata['id'])).toEqual(inSpace)
      for (const { metadata } of documents) {
        expect(metadata['version']).toBe(truth.find((row) => row.id === metadata['id'])?.versionNumber)
      }
    }
  })
})
