import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp } from '../../src/app.ts'
import { readConfigText } from '../../src/config-text.ts'
import { openShell, type Shell } from '../support/command-line.ts'
import { restless } from '../support/landing.ts'
import type { Asked, Instead, MeddledSite } from '../support/meddled-site.ts'
import { openMeddledSite } from '../support/meddled-site.ts'
import { known, privateKeyPem } from '../support/snowflake/credentials.ts'
import { openSmallDouble, type SmallDouble, settingsFor } from '../support/snowflake/double.ts'
import type { Fault } from '../support/snowflake/faults.ts'

const token = 'Tok-9f3c!§/+= secret'
const password = 'Pass-71ab"\\ %word'
const passphrase = 'Phrase-55c0 ümlaut'
const accessToken = 'Access-0d44.bearer_token'
const email = 'ada@example.invalid'

/** A secret in every form in which it could get out. */
function formsOf(secret: string): readonly string[] {
  const base64 = [secret, `${email}:${secret}`].map((text) => Buffer.from(text).toString('base64'))
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ x: secret }).toString().slice(2),
    ...base64,
    ...base64.map((text) => text.replaceAll('=', '')),
    ...base64.map(encodeURIComponent),
    Buffer.from(secret).toString('hex'),
  ]
}

const forms = [token, password, passphrase, accessToken].flatMap(formsOf)
// Files are read byte by byte, and then a letter beyond ASCII is several.
const leaksIn = (text: string) =>
  forms.filter((form) => text.includes(form) || text.includes(Buffer.from(form).toString('latin1')))

const everyFile = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.json'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))

/** Everything an error carries: its text, its own properties, its causes. */
function everythingIn(error: unknown, met = new Set<unknown>()): string {
  if (typeof error !== 'object' || error === null) return String(error)
  if (met.has(error) || met.size > 20_000) return ''
  met.add(error)
  const names = [...Object.getOwnPropertyNames(error)]
  return names.map((name) => `${name}: ${everythingIn(Reflect.get(error, name), met)}`).join('\n')
}

let site: MeddledSite
let double: SmallDouble
beforeAll(async () => {
  site = await openMeddledSite({ pages: 20 })
  double = await openSmallDouble()
})
afterAll(async () => {
  await site[Symbol.asyncDispose]()
  await double[Symbol.asyncDispose]()
})

const echoing = ({ headers, path, query }: Asked) => ({
  ...headers,
  message: `Bad header Authorization: ${headers.authorization} for ${path}?${query}`,
  errors: [{ title: token, detail: headers.authorization }],
})
const door = '/wiki/rest/api/user/current'

/** What goes wrong, at the door and behind it. */
const failures: readonly (readonly [string, (asked: Asked) => Instead])[] = [
  ...[400, 401, 403, 404, 410, 429, 500, 503].map(
    (status) =>
      [`${status} that echoes the header`, (asked: Asked) => ({ status, body: echoing(asked) })] as const,
  ),
  [
    'a redirect with the token in its address',
    ({ headers }) => ({
      status: 302,
      headers: {
        location: `https://elsewhere.invalid/login?token=${encodeURIComponent(token)}&auth=${headers.authorization}`,
      },
    }),
  ],
  [
    'a redirect to the token itself',
    () => ({
      status: 302,
      headers: {
        location: `https://${encodeURIComponent(email)}:${encodeURIComponent(token)}@elsewhere.invalid/`,
      },
    }),
  ],
  [
    'a web page that echoes the header',
    ({ headers }) => ({ body: `<html>${headers.authorization}`, headers: { 'content-type': 'text/html' } }),
  ],
  [
    'a cut answer that echoes the header',
    ({ headers }) => ({ body: `{"results":[{"a":"${headers.authorization}` }),
  ],
  ['another shape that echoes the header', ({ headers }) => ({ body: { results: headers.authorization } })],
  [
    'a request id that is the header',
    ({ headers }) => ({ status: 401, headers: { 'atl-traceid': String(headers.authorization) } }),
  ],
  ['a broken connection', () => ({ broken: true })],
]

const signIns = {
  api_token: () => ({ method: 'api_token', domain: site.url, email, apiToken: token }),
  oauth_access_token: () => ({ method: 'oauth_access_token', domain: site.url, accessToken }),
}

/** Everything that the command line says, told plainly and to machines. */
async function everythingSaid(shell: Shell): Promise<string> {
  const said: string[] = []
  for (const command of ['check', 'sync', 'runs'])
    for (const json of [[], ['--json']]) {
      const { out, err } = await shell.run(command, '--config', 'sync.json', ...json)
      said.push(out, err)
    }
  return said.join('\n')
}

/** Everything that the app says and throws, without ever waiting, and what the tables hold afterwards. */
async function everythingThrown(shell: Shell): Promise<string> {
  const app = await openApp(restless().surroundings)
  const config = app.configure(await readConfigText(join(shell.folder, 'sync.json'), {}))
  const options = { folder: shell.folder, signal: new AbortController().signal }
  const said: string[] = []
  const listen = async (events: AsyncIterable<unknown>) => {
    try {
      for await (const event of events) said.push(everythingIn(event))
    } catch (error) {
      said.push(everythingIn(error))
    }
  }
  await listen(app.check(config, options))
  await listen(app.sync(config, options))
  for (const table of ['_errors', '_sync_runs', '_sync_state', 'spaces']) {
    const asked = app.withWarehouse(config, shell.folder, (found) => found.query(`select * from ${table}`))
    said.push(JSON.stringify(await asked.catch(everythingIn)))
  }
  return said.join('\n')
}

const atOnce = /40[0134]|410|redirect|shape|request id/

describe('no secret gets out when there is', () => {
  const cases = failures.flatMap(([what, answer]) =>
    (['api_token', 'oauth_access_token'] as const).map((method) => [what, method, answer] as const),
  )
  it.each(cases)('%s, with %s', { timeout: 120_000 }, async (what, method, answer) => {
    await using shell = await openShell()
    await shell.write('sync.json', site.config({ connection: signIns[method](), streams: { spaces: {} } }))
    const known = ({ headers }: Asked) => ({
      body: { type: 'known', accountId: 'a', note: headers.authorization },
    })
    for (const isOpen of [false, true]) {
      site.meddle({ before: (asked) => (isOpen && asked.path === door ? known(asked) : answer(asked)) })
      expect(leaksIn(await everythingThrown(shell))).toEqual([])
      if (method === 'api_token' && atOnce.test(what))
        expect(leaksIn(await everythingSaid(shell))).toEqual([])
    }
    expect(leaksIn(everyFile(shell.folder).join('\n'))).toEqual([])
  })

  it('a host that nobody knows', async () => {
    await using shell = await openShell()
    const connection = { ...signIns.api_token(), domain: 'nowhere.invalid' }
    await shell.write('sync.json', site.config({ connection }))
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.invalid'), { code: 'ENOTFOUND' })
    nock('https://nowhere.invalid').persist().get(/.*/).replyWithError(unknown)
    const thrown = await everythingThrown(shell)
    expect(thrown).toContain('No host is called nowhere.invalid')
    expect(leaksIn(thrown)).toEqual([])
  })

  it('a configuration that cannot be read, or is wrong', async () => {
    await using shell = await openShell()
    const whole = JSON.stringify(site.config({ connection: signIns.api_token() }))
    for (const text of [
      whole.slice(0, -1),
      whole.replace(JSON.stringify(token), `${JSON.stringify(token)} x`),
      whole.replace('"apiToken"', '"apitoken"'),
      whole.replace(JSON.stringify(site.url), JSON.stringify(`https://ada:${token}@example.com`)),
    ]) {
      await shell.write('sync.json', text)
      expect(leaksIn(await everythingSaid(shell)), text.slice(0, 80)).toEqual([])
    }
  })
})

describe('no secret of the warehouse gets out when', () => {
  const echo = `for user with password ${password} and passphrase ${passphrase}`
  it.each<[string, () => object, (Fault | undefined)?]>([
    ['the password is wrong', () => ({ method: 'password', password })],
    [
      'the refusal echoes it',
      () => ({ method: 'password', password: known.password }),
      { on: 'login', how: 'refuse', code: '390100', message: echo, times: 9 },
    ],
    [
      'the passphrase does not fit',
      () => ({ method: 'key_pair', privateKey: privateKeyPem('another'), passphrase }),
    ],
    ['the key is none', () => ({ method: 'key_pair', privateKey: `${password} ${passphrase}`, passphrase })],
    ['the method is unknown', () => ({ method: 'passwort', password })],
    ['the token is wrong', () => ({ method: 'programmatic_access_token', token: accessToken })],
    ['the OAuth token is wrong', () => ({ method: 'oauth_token', token: accessToken })],
    [
      'the client secret is wrong',
      () => ({
        method: 'oauth_client_credentials',
        clientId: known.clientId,
        clientSecret: accessToken,
        tokenUrl: `${double.server.url}/oauth/token-request`,
      }),
    ],
  ])('%s', { timeout: 60_000 }, async (_, auth, fault) => {
    await using shell = await openShell()
    if (fault !== undefined) double.server.faults.arm(fault)
    site.meddle({})
    const warehouse = { ...settingsFor(double.server.url), auth: auth() }
    await shell.write('sync.json', site.config({ streams: { spaces: {} }, warehouse }))
    const said = await everythingSaid(shell)
    expect(said).toMatch(/FAILED|error|refused|not valid|did you mean/i)
    expect(leaksIn(said)).toEqual([])
    expect(said).not.toContain('PRIVATE KEY-----')
    const thrown = await everythingThrown(shell).catch(everythingIn)
    expect(leaksIn(thrown)).toEqual([])
    expect(leaksIn(everyFile(shell.folder).join('\n'))).toEqual([])
  })
})
