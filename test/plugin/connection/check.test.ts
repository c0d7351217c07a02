import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { check } from '../../../plugin/connection/check.ts'
import type { CheckStep } from '../../../src/contract/plugin.ts'
import { answerJson, openAnsweringServer } from '../../support/answering-server.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'
import { hasRedis, openRedisServer } from '../api/redis-server.ts'

type Answer = (response: ServerResponse) => void

const closings: (() => PromiseLike<void>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

const json =
  (value: unknown, status = 200): Answer =>
  (response) =>
    answerJson(response, value, status)

const site: Readonly<Record<string, Answer>> = {
  '/wiki/rest/api/user/current': json({ type: 'known', accountId: 'a' }),
  '/wiki/rest/api/content/search': json({ results: [] }),
  '/wiki/api/v2/pages': json({ results: [] }),
  '/wiki/api/v2/spaces': json({ results: [{ id: '1' }] }),
}

async function checking(
  changed: Readonly<Record<string, Answer>>,
  more: object = {},
  domain?: string,
  sharedLimits?: string,
) {
  const answers = { ...site, ...changed }
  const server = await openAnsweringServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    const isClause = searchParams.get('cql')?.includes(' AND (') ?? false
    const answer = (isClause ? changed['clause'] : undefined) ?? answers[pathname] ?? json({}, 404)
    answer(response)
  })
  closings.push(() => server[Symbol.asyncDispose]())
  const steps: CheckStep[] = []
  const request = {
    method: 'api_token',
    settings: { domain: domain ?? server.url, email: 'ada@example.com', apiToken: 'hunter2', sharedLimits },
    parameters: {},
    signal: new AbortController().signal,
    surroundings: fakeSurroundings(),
    ...more,
  }
  for await (const step of check(request)) steps.push(step)
  return steps
}

const html: Answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
const clause = { parameters: { cql_pages_clause: 'space = A' } }

describe('the check of a connection', () => {
  it('passes step by step, the clause only where there is one', async () => {
    const names = ['site_reached', 'credentials_accepted', 'v1_reachable', 'v2_reachable', 'spaces_visible']
    expect((await checking({})).map(({ name, passed }) => [name, passed])).toEqual(
      names.map((name) => [name, true]),
    )
    expect((await checking({}, clause)).map(({ name }) => name)).toEqual([...names, 'clause_accepted'])
  })

  it.skipIf(!hasRedis)(
    'tells whether Redis answers where limits are shared, and passes all the same',
    async () => {
      const redis = await openRedisServer()
      closings.push(() => redis[Symbol.asyncDispose]())
      const last = async () => (await checking({}, {}, undefined, redis.url)).at(-1)
      expect(await last()).toMatchObject({ name: 'limits_shared', passed: true })
      expect((await last())?.message).toMatch(/^Redis answers/)
      await redis.stop()
      expect(await last()).toMatchObject({ passed: true, message: expect.stringMatching(/^Warning: Redis/) })
    },
  )

  it.each<[string, Readonly<Record<string, Answer>>, string, string, string]>([
    [
      'refused credentials',
      { '/wiki/rest/api/user/current': json({}, 401) },
      'credentials_accepted',
      'credentials_refused',
      'created with scopes',
    ],
    [
      'no permission',
      { '/wiki/rest/api/user/current': json({}, 403) },
      'credentials_accepted',
      'permission_missing',
      'access to Confluence',
    ],
    [
      'an anonymous caller',
      { '/wiki/rest/api/user/current': json({ type: 'anonymous' }) },
      'credentials_accepted',
      'anonymous',
      'renew the token',
    ],
    [
      'another site',
      { '/wiki/rest/api/user/current': json({}, 404) },
      'site_reached',
      'not_found',
      'check the domain',
    ],
    ['a web page', { '/wiki/rest/api/user/current': html }, 'site_reached', 'not_json', 'login page'],
    [
      'no search',
      { '/wiki/rest/api/content/search': json({ message: 'scope does not match' }, 401) },
      'v1_reachable',
      'scope_missing',
      'scope',
    ],
    ['no v2', { '/wiki/api/v2/pages': json({}, 404) }, 'v2_reachable', 'not_found', 'permissions'],
    [
      'no spaces',
      { '/wiki/api/v2/spaces': json({ results: [] }) },
      'spaces_visible',
      'no_spaces',
      'view the spaces',
    ],
    [
      'a bad clause',
      { clause: json({ message: 'Could not parse' }, 400) },
      'clause_accepted',
      'clause_refused',
      'CQL clause',
    ],
  ])('stops at %s', async (_, changed, name, code, remedy) => {
    const last = (await checking(changed, clause)).at(-1)
    expect(last).toMatchObject({ name, passed: false, error: { code } })
    expect(last?.message).toContain(remedy)
    expect(last?.message).not.toContain('hunter2')
  })

  it.each([json({}, 401), json({ type: 'anonymous' })])(
    'sends nobody with an access token after an e-mail address of theirs',
    async (answer) => {
      await using server = await openAnsweringServer((_, response) => answer(response))
      const settings = { domain: server.url, accessToken: 'hunter2' }
      const steps = await checking({}, { method: 'oauth_access_token', settings })
      expect(steps.at(-1)).toMatchObject({ name: 'credentials_accepted', passed: false })
      expect(steps.at(-1)?.message).toMatch(/renew/)
      expect(steps.at(-1)?.message).not.toMatch(/check the e-mail address (and|$)|created with scopes/)
    },
  )

  it.each([
    ['a domain that is not whole', 'acme', 'domain_incomplete'],
    ['a port that nobody listens at', 'http://127.0.0.1:1', 'connection_refused'],
  ])('stops at %s', async (_, domain, code) => {
    expect(await checking({}, {}, domain)).toMatchObject([
      { name: 'site_reached', passed: false, error: { code } },
    ])
  })

  it('stops at settings that are not complete, naming the field', async () => {
    const steps = await checking({}, { settings: { domain: 'acme.atlassian.net', email: 'a@b.c' } })
    expect(steps).toMatchObject([{ passed: false, message: expect.stringContaining('apiToken') }])
  })
})
