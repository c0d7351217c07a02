import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../plugin/api/client.ts'
import { type Line, openLine } from '../../../plugin/api/connect.ts'
import plugin from '../../../plugin/index.ts'
import { openSandbox } from '../../../plugin/sandbox/index.ts'
import { blogPosts } from '../../../plugin/streams/blog-posts.ts'
import { comments } from '../../../plugin/streams/comments.ts'
import { streams } from '../../../plugin/streams/index.ts'
import { pages } from '../../../plugin/streams/pages.ts'
import { users } from '../../../plugin/streams/users.ts'
import type { Sandbox } from '../../../src/contract/plugin.ts'
import { keysOf, readAll, streamContract } from '../../contracts/stream-contract.ts'
import { type AnsweringServer, openAnsweringServer } from '../../support/answering-server.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'

const answers = {
  unauthorised: [401, '{"code":401,"message":"Unauthorized"}'],
  busy: [429, '{}'],
  broken: [503, '{}'],
  malformed: [200, '{"results":[{"id":"1"'],
} as const

type Failure = keyof typeof answers

const signal = new AbortController().signal
let sandbox: Sandbox
let failing: AnsweringServer
const lines: Line[] = []

beforeAll(async () => {
  sandbox = await openSandbox({ pages: 320, seed: 11 })
  failing = await openAnsweringServer((request, response) => {
    const failure = request.url?.split('/')[3] as Failure
    const [status, body] = answers[failure]
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
})

afterAll(async () => {
  for (const line of lines) line[Symbol.dispose]()
  await sandbox[Symbol.asyncDispose]()
  await failing[Symbol.asyncDispose]()
})

function clientOf(site: string): Client {
  const { email, apiToken } = sandbox.connection
  const authorization = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`
  const line = openLine({ site, authorization, surroundings: fakeSurroundings(), signal })
  lines.push(line)
  return line.client(() => undefined, signal)
}

const options = {
  client: async () => clientOf(sandbox.url),
  failing: async (failure: Failure) => clientOf(`${failing.url}/ex/confluence/${failure}`),
}

for (const stream of streams) streamContract(stream, options)

const control = (path: string, init?: RequestInit) => fetch(`${sandbox.url}/__sandbox${path}`, init)

describe('comments', () => {
  it('are the same whether the site-wide list carries answers or not', async () => {
    const client = clientOf(sandbox.url)
    const rows = async () =>
      (await readAll(comments, client))
        .flatMap(({ records }) => records.map(({ row }) => row))
        .sort((a, b) => String(a['id']).localeCompare(String(b['id'])))
    const set = (replies: string) =>
      control('/settings', { method: 'POST', body: JSON.stringify({ replies }) })
    await set('in')
    const carried = await rows()
    await set('out')
    const asked = await rows()
    await set('in')
    const facts = (list: typeof carried) =>
      list.map(({ id, rootCommentId, depth, pageId, blogPostId, parentCommentId, createdAt, authorId }) => [
        id,
        rootCommentId,
        depth,
        pageId,
        blogPostId,
        parentCommentId,
        createdAt,
        authorId,
      ])
    expect(facts(asked)).toEqual(facts(carried))
    expect(carried.some(({ depth }) => Number(depth) > 1)).toBe(true)
  })
})

describe('pages', () => {
  it('are the same by either API, but for what only one of them tells', async () => {
    const client = clientOf(sandbox.url)
    const byId = async (parameters: Record<string, unknown>) =>
      new Map(
        (await readAll(pages, client, { parameters })).flatMap(({ records }) =>
          records.map(({ row }) => {
            const {
              depth,
              ancestorIds,
              ownerId,
              lastOwnerId,
              subtype,
              parentId,
              parentType,
              webUrl,
              ...both
            } = row
            return [both['id'], both]
          }),
        ),
      )
    expect(await byId({ cql_pages_clause: 'type = page' })).toEqual(await byId({}))
  })

  it('that changed since are all read again, with and without a clause', async () => {
    const client = clientOf(sandbox.url)
    const all = (await readAll(pages, client)).flatMap(({ records }) => records.map(({ row }) => row))
    const stamps = all.map((row) => String(row['lastModifiedAt'])).sort()
    const since = new Date(stamps[Math.floor(stamps.length * 0.9)] ?? '')
    const changed = all.filter((row) => Date.parse(String(row['lastModifiedAt'])) >= since.getTime())
    for (const parameters of [{}, { cql_pages_clause: 'type = page OR type = page' }]) {
      const read = await readAll(pages, client, { strategy: 'incremental', since, parameters })
      const keys = keysOf(pages, read)
      for (const row of changed) expect(keys).toContain(row['id'])
      expect(keys.size).toBeLessThan(all.length)
    }
  })
})

describe('blog posts', () => {
  it.each(['createdAt', 'lastModifiedAt'])('are read again by %s, newest first', async (cursorField) => {
    const client = clientOf(sandbox.url)
    const all = (await readAll(blogPosts, client)).flatMap(({ records }) => records.map(({ row }) => row))
    const stamps = all.map((row) => String(row[cursorField])).sort()
    const since = new Date(stamps[Math.floor(stamps.length * 0.9)] ?? '')
    const keys = keysOf(
      blogPosts,
      await readAll(blogPosts, client, { strategy: 'incremental', since, cursorField }),
    )
    for (const row of all)
      if (Date.parse(String(row[cursorField])) >= since.getTime()) expect(keys).toContain(row['id'])
  })
})

describe('a site behind the gateway', () => {
  it('is read like any other, and its links lead to the site itself', async () => {
    const cloudId: unknown = await (await fetch(`${sandbox.url}/_edge/tenant_info`)).json()
    const { cloudId: id } = cloudId as { cloudId: string }
    const settings = {
      domain: `${sandbox.url}/ex/confluence/${id}`,
      accessToken: String(sandbox.connection['apiToken']),
    }
    const surroundings = fakeSurroundings()
    const request = { method: 'oauth_access_token', settings, parameters: {}, signal, surroundings }
    await using connection = await plugin.connect(request)
    const client = connection.client(() => undefined, signal)
    const found = keysOf(pages, await readAll(pages, client))
    expect(found).toEqual(keysOf(pages, await readAll(pages, clientOf(sandbox.url))))
    const [first] = (await readAll(users, client)).flatMap(({ records }) => records)
    expect(first?.row['webUrl']).toContain(`${sandbox.url}/wiki/people/`)
  })
})

describe('users', () => {
  it('that only other tables know get a row, found or not', async () => {
    const client = clientOf(sandbox.url)
    const references = async function* () {
      yield ['nobody-1']
    }
    const rows = (await readAll(users, client, { references })).flatMap(({ records }) => records)
    expect(rows.at(-1)?.row).toMatchObject({
      id: 'nobody-1',
      accountStatus: 'unknown',
      accountType: 'unknown',
      displayName: null,
    })
  })
})
