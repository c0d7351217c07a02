import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { front } from '../../../../src/server/front.ts'
import { limits } from '../../../../src/server/pages/limit-fields.tsx'
import { connectionTo, openTestControl, syncOf } from '../../../support/control.ts'
import { openSite, type Site } from '../../../support/site.ts'

let site: Site
let control: Awaited<ReturnType<typeof openTestControl>>
let sent: Readonly<Record<string, string>>
let id: string
beforeAll(async () => {
  site = await openSite({ pages: 5 })
  control = await openTestControl()
  const connection = await control.connections.create(connectionTo(site))
  const sync = await control.syncs.create(syncOf(connection))
  id = sync.id
  sent = {
    ...{ id, name: 'wiki', connectionId: connection.id, 'schedule.kind': 'manual' },
    ...{ 'streams.spaces': 'on', 'streams.pages': 'on', 'parameters.cql_pages_clause': 'type = page' },
    ...{ 'warehouse.type': 'duckdb', 'warehouse.duckdb.path': 'wiki.duckdb' },
  }
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

async function post(path: string, form: Readonly<Record<string, string>>, headers = {}) {
  const body = new URLSearchParams(form)
  const answer = await front.pages(control).request(path, { method: 'POST', body, headers })
  return { status: answer.status, text: await answer.text() }
}

const piece = { 'hx-request': 'true' }

describe('the limits of a sync', () => {
  it.each(limits)('takes $name from $least to $most, and says so beside the field', async (limit) => {
    const at = `limits.${limit.name}`
    for (const value of [limit.least, limit.most])
      expect((await post(`/syncs/${id}`, { ...sent, [at]: String(value) })).status).toBe(303)
    for (const value of [limit.least - 1, limit.most + 1, Number.NaN]) {
      const refused = await post(`/syncs/${id}`, { ...sent, [at]: String(value) })
      expect(refused.status).toBe(422)
      expect(refused.text).toMatch(/<details class="card" open/)
      expect(refused.text).toMatch(new RegExp(`id="field-limits-${limit.name}-error">Give a number from`))
    }
  })

  it('keeps them in the units of the file, and nothing where a field is empty', async () => {
    await post(`/syncs/${id}`, { ...sent, 'limits.largestDeletedShare': '29', 'limits.overlapMinutes': '' })
    expect((await control.syncs.get(id)).limits).toEqual({ largestDeletedShare: 0.29 })
    const page = await (await front.pages(control).request(`/syncs/${id}/edit`)).text()
    expect(page).toMatch(/name="limits.largestDeletedShare"[^>]*value="29"/)
    expect(page).toMatch(/name="limits.overlapMinutes"[^>]*value=""[^>]*placeholder="60"/)
    expect(page).toContain('Default: 20.')
  })
})

describe('the preview', () => {
  it('tells what the form as it stands would take, and saves nothing', async () => {
    const before = await control.syncs.get(id)
    const { text } = await post('/syncs/plan', { ...sent, id: '', name: 'another' }, piece)
    expect(text).not.toContain('<html')
    expect(text).toMatch(/A run now takes about \d+ requests/)
    expect(text).toMatch(/The query for pages.*<code>type = page AND \(type = page\)/s)
    expect(await control.syncs.get(id)).toEqual(before)
    expect((await control.syncs.list()).total).toBe(1)
  })

  it('says what is wrong with it in its place', async () => {
    const { text } = await post('/syncs/plan', { ...sent, 'limits.overlapMinutes': '0' }, piece)
    expect(text).toContain('role="alert"')
    expect(text).toContain('takes a number from 1 to 1,440')
  })

  it('stands in the whole form for who has no script', async () => {
    const { text } = await post('/syncs/plan', { ...sent, name: 'wiki' })
    expect(text).toContain('<!doctype html>')
    expect(text).toMatch(/A run now takes about/)
    expect(text).toMatch(/name="streams.pages" checked/)
    expect(text).not.toMatch(/name="streams.labels" checked/)
  })
})

describe('what is asked from within the form', () => {
  it('comes back in the form as it was sent for who has no script', async () => {
    const tried = await post('/syncs/clause', { ...sent, name: 'typed' })
    expect(tried.text).toContain('value="typed"')
    expect(tried.text).toMatch(/id="finding"[^>]*><div class="notice good"/)
    const found = await post('/syncs/spaces', { ...sent, search: '' })
    const key = /name="spaces" value="([^"]+)"/.exec(found.text)?.[1] ?? ''
    expect(key).not.toBe('')
    const put = await post('/syncs/clause-with-spaces', { ...sent, spaces: key })
    expect(put.text).toMatch(/space in \(&quot;.+&quot;\) and \(type = page\)/)
  })
})

describe('a long list of connections', () => {
  it('is searched by name, what is chosen staying among it', async () => {
    await using many = await openTestControl()
    const made = []
    for (let number = 1; number <= 120; number += 1)
      made.push(await many.connections.create(connectionTo(site, { name: `site ${number}` })))
    const pages = front.pages(many)
    const page = await (await pages.request('/syncs/new')).text()
    expect(page).toContain('name="search.connections"')
    expect(page.match(/>site \d+</g)).toHaveLength(100)
    const chosen = made.find(({ name }) => name === 'site 7')?.id ?? ''
    const form = new URLSearchParams({ connectionId: chosen, 'search.connections': 'site 11' })
    const answer = await pages.request('/syncs/choices?of=connections', {
      method: 'POST',
      body: form,
      headers: piece,
    })
    const found = await answer.text()
    expect(found.match(/>site \d+</g)).toHaveLength(12)
    expect(found).toMatch(new RegExp(`value="${chosen}" selected[^>]*>site 7<`))
  })
})
