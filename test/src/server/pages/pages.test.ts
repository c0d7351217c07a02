import { afterAll, beforeAll, expect, it } from 'vitest'
import { front } from '../../../../src/server/front.ts'
import { connectionTo, openTestControl, syncOf } from '../../../support/control.ts'
import { openSite, type Site } from '../../../support/site.ts'

let site: Site
let control: Awaited<ReturnType<typeof openTestControl>>
let ids: { readonly connection: string; readonly sync: string }
beforeAll(async () => {
  site = await openSite({ pages: 5 })
  control = await openTestControl()
  const connection = await control.connections.create(connectionTo(site))
  ids = { connection: connection.id, sync: (await control.syncs.create(syncOf(connection))).id }
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const ask = async (path: string, form?: Readonly<Record<string, string>>) => {
  const options = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
  return await front.pages(control).request(path, options)
}

it('holds no script and no style in any page, nor any secret', async () => {
  const secret = String(site.connection['apiToken'])
  const { connection, sync } = ids
  const paths = [
    ...['/', '/connections', '/connections/new', `/connections/${connection}`, '/syncs', '/syncs/new'],
    ...[`/syncs/${sync}`, `/syncs/${sync}/edit`, '/runs', `/data/${sync}`, '/settings'],
  ]
  for (const path of paths) {
    const answer = await ask(path)
    const page = await answer.text()
    expect([path, answer.status]).toEqual([path, 200])
    expect(page).not.toMatch(
      /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc="\/assets\/)|https?:\/\/(cdn|unpkg)/,
    )
    expect(page).not.toContain(secret)
  }
})

it('counts as the pictures do: what is new and changed, not what was read again', async () => {
  control.start()
  const { id } = await control.runs.start(ids.sync)
  control.tick()
  await control.idle()
  const [first] = (await control.runs.list()).items
  const rows = first?.streams.reduce((total, { report }) => total + (report?.new ?? 0), 0)
  expect(rows).toBeGreaterThan(0)
  const again = await control.runs.start(ids.sync)
  control.tick()
  await control.idle()
  const list = await (await ask('/runs')).text()
  expect(list).toContain('New and changed')
  const counts = [...list.matchAll(/data-label="New and changed"[^>]*>([^<]*)</g)].map(([, count]) => count)
  expect(counts).toEqual(['0', String(rows)])
  expect(await (await ask(`/runs/${again.id}`)).text()).toMatch(/\d unchanged/)
  expect(await (await ask(`/runs/${id}`)).text()).not.toMatch(/\d unchanged/)
})

it('says in words that something is not there', async () => {
  const answer = await ask('/runs/no-such-run')
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('role="alert"')
})

it('gives a refused form back as it was sent, the error beside its field', async () => {
  const answer = await ask('/connections', { method: 'api_token', name: 'wiki', domain: 'acme.example.com' })
  expect(answer.status).toBe(422)
  const page = await answer.text()
  expect(page).toContain('value="acme.example.com"')
  expect(page).toContain('role="alert"')
})

it('keeps no domain that can never work, and says so at its field', async () => {
  const filled = { method: 'api_token', name: 'wiki', email: 'ada@example.com', apiToken: 'x' }
  const answer = await ask('/connections', { ...filled, domain: 'acme' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toMatch(/id="field-domain-error"[^>]*>[^<]*acme[^<]* is not a whole domain/)
  expect((await control.connections.list()).total).toBe(1)
})

it('goes back to where it was asked', async () => {
  const answer = await ask('/theme', { theme: 'dark', back: '/data/some?page=2' })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/data/some?page=2'])
})

it.each(['//evil.example.com', '/\t/evil.example.com', '/runs\nx: y', '/\r\n', 'https://evil.example.com'])(
  'goes back only to places of its own: %j',
  async (back) => {
    const answer = await ask('/theme', { theme: 'dark', back })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/')
    expect(answer.headers.get('set-cookie')).toMatch(/^theme=dark;.*SameSite=Strict/)
  },
)

it('serves its files, and nothing beside them', async () => {
  for (const file of ['app.css', 'app.js', 'htmx.js', 'sse.js', 'icon.svg'])
    expect((await front.assets.request(`/${file}`)).status).toBe(200)
  for (const file of ['package.json', '..%2fapp.ts', 'constructor'])
    expect((await front.assets.request(`/${file}`)).status).toBe(404)
})

it('pages through the log of a run, in its place or as a page of its own', async () => {
  const { books } = control
  const options = { syncId: ids.sync, syncName: 'wiki', trigger: 'manual', options: {} } as const
  books.runs.queue({ id: 'long', ...options }, 1)
  for (let line = 1; line <= 250; line += 1)
    books.words.addLine('long', { level: line % 2 ? 'info' : 'warn', message: `line ${line}.` }, line)
  books.runs.drop('long', 'Not now.', 300)

  const whole = await (await ask('/runs/long/logs?page=2&search=line')).text()
  expect(whole).toContain('<!doctype html>')
  for (const line of [101, 200]) expect(whole).toContain(`line ${line}.`)
  for (const line of [100, 201]) expect(whole).not.toContain(`line ${line}.`)
  for (const page of [1, 3]) expect(whole).toContain(`href="/runs/long/logs?search=line&amp;page=${page}"`)

  const headers = { 'hx-request': 'true' }
  const piece = await front.pages(control).request('/runs/long/logs?level=warn&page=2', { headers })
  const text = await piece.text()
  expect(text).not.toContain('<html')
  expect(text).toContain('line 250.')
  expect(text).toContain('hx-target="#log"')
  expect(text).toContain('name="page" value="2"')
})
