import nock from 'nock'
import { describe, expect, it } from 'vitest'
import plugin from '../../../plugin/index.ts'
import type { CheckStep } from '../../../src/contract/plugin.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'

const site = 'https://acme.atlassian.net'
const apiToken = 'a-secret-token'

const request = (domain = 'acme.atlassian.net') => ({
  method: 'api_token',
  settings: { domain, email: 'me@acme.example', apiToken },
  parameters: {},
  signal: new AbortController().signal,
  surroundings: fakeSurroundings(),
})

async function check(domain?: string): Promise<readonly CheckStep[]> {
  const steps: CheckStep[] = []
  for await (const step of plugin.check(request(domain))) steps.push(step)
  return steps
}

const broken = (code: string) => Object.assign(new Error(code), { code })
const caller = { type: 'known', accountId: 'a', timeZone: 'UTC' }

// What no server on this machine can play: a name that does not resolve, a certificate nobody trusts, the
// real domains. Each answer is given as often as it is asked for.
describe('a real domain', () => {
  it.each([
    ['ENOTFOUND', /No host is called acme\.atlassian\.net/],
    ['EAI_AGAIN', /No host is called acme\.atlassian\.net/],
    ['CERT_HAS_EXPIRED', /certificate/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate/],
    ['ECONNREFUSED', /Nothing accepts connections/],
    ['ETIMEDOUT', /did not answer in time/],
  ])('%s is told in its own words, without the token', async (code, message) => {
    nock(site).get('/wiki/rest/api/user/current').times(5).replyWithError(broken(code))
    const [step] = await check()
    nock.cleanAll()
    expect(step).toMatchObject({ passed: false, message: expect.stringMatching(message) })
    expect(JSON.stringify(step)).not.toContain(apiToken)
  })

  it('is asked over https with the token in the header, never in the address', async () => {
    const asked = nock(site, {
      reqheaders: { authorization: `Basic ${Buffer.from(`me@acme.example:${apiToken}`).toString('base64')}` },
    })
      .get('/wiki/rest/api/user/current')
      .reply(200, caller)
    await using connection = await plugin.connect(request())
    expect(connection.site).toBe(site)
    expect(asked.isDone()).toBe(true)
  })

  it('keeps the gateway and its prefix', async () => {
    nock('https://api.atlassian.com')
      .get('/ex/confluence/cloud-1/wiki/rest/api/user/current')
      .reply(200, caller)
    await using connection = await plugin.connect(request('https://api.atlassian.com/ex/confluence/cloud-1'))
    expect(connection.site).toBe('https://api.atlassian.com/ex/confluence/cloud-1')
  })

  it('is not left for another host: the credentials do not follow a redirect', async () => {
    nock(site)
      .get('/wiki/rest/api/user/current')
      .reply(302, '', { location: 'https://elsewhere.example/login' })
    await expect(plugin.connect(request())).rejects.toMatchObject({ kind: 'config', code: 'redirected' })
  })
})
