import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestSite, type TestSite, token } from './client.ts'

const now = Date.UTC(2026, 10, 20, 9, 30, 15, 250)
let site: TestSite
beforeAll(async () => {
  site = await openTestSite({}, () => now)
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => site.clear())

const pages = '/wiki/api/v2/pages'
const ask = (path: string) => fetch(site.url + path, { headers: { authorization: `Bearer ${token}` } })

describe('answers that break', () => {
  const whole = async (path: string) => (await ask(path)).text()

  it('truncated: half of the JSON, and a length that agrees', async () => {
    const text = await whole(pages)
    await site.play({ kind: 'truncated' })
    const answer = await ask(pages)
    const cut = new Uint8Array(await answer.arrayBuffer())
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(cut.length))
    expect(Math.abs(cut.length * 2 - Buffer.byteLength(text))).toBeLessThan(2)
  })

  it('html: a login page', async () => {
    await site.play({ kind: 'html' })
    const answer = await ask(pages)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(await answer.text()).toMatch(/^<!doctype html>/)
  })

  it('reset: no answer at all, or half of one', async () => {
    await site.play({ kind: 'reset', when: 'before', times: 1 }, { kind: 'reset', when: 'middle', after: 0 })
    await expect(ask(pages)).rejects.toThrow()
    const answer = await ask(pages)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('date')).toBe('Fri, 20 Nov 2026 09:30:15 GMT')
    await expect(answer.text()).rejects.toThrow()
    expect(await site.counts()).toEqual([
      [2, 1],
      [1, 1],
    ])
  })

  it('stall: half of the body, then nothing until the client gives up', async () => {
    const length = Buffer.byteLength(await whole(pages))
    await site.play({ kind: 'stall' })
    const answer = await ask(pages)
    expect(answer.headers.get('content-length')).toBe(String(length))
    const reader = (answer.body ?? new ReadableStream<Uint8Array>()).getReader()
    let received = 0
    while (received < Math.floor(length / 2)) received += (await reader.read()).value?.length ?? 0
    expect(received).toBe(Math.floor(length / 2))
    await reader.cancel()
    await site.clear()
    expect((await site.get(pages)).status).toBe(200)
  })

  it('stall: holds up nobody who closes the sandbox', async () => {
    const other = await openTestSite({ pages: 50 })
    await other.play({ kind: 'stall' })
    const answer = await fetch(other.url + pages, { headers: { authorization: `Bearer ${token}` } })
    const body = answer.text().catch(() => 'cut off')
    await other[Symbol.asyncDispose]()
    expect(await body).toBe('cut off')
  })

  it('deep: 5,000 levels in one record, the rest as it was', async () => {
    const [first, second] = (await site.get(pages)).body.results
    await site.play({ kind: 'deep' })
    const { results } = (await site.get(pages)).body
    let levels = 0
    for (let level = results[0].deep; level !== null; level = level.deep) levels++
    expect(levels).toBe(5000)
    expect(results[0]).toMatchObject(first)
    expect(results[1]).toEqual(second)
  })

  it('huge: so many bytes, with the same content', async () => {
    const { body } = await site.get(pages)
    await site.play({ kind: 'huge', bytes: 3_000_001 })
    const answer = await ask(pages)
    expect(answer.headers.get('content-length')).toBe('3000001')
    const text = await answer.text()
    expect(Buffer.byteLength(text)).toBe(3_000_001)
    expect(JSON.parse(text)).toEqual(body)
  })
})

describe('several at once', () => {
  it('all work on the same answer, in their order', async () => {
    await site.play(
      { kind: 'next_link', how: 'null' },
      { kind: 'anonymous' },
      { kind: 'huge', bytes: 1_000 },
      { kind: 'truncated' },
    )
    const answer = await ask(pages)
    expect(answer.headers.get('content-length')).toBe('500')
    expect(JSON.parse(await answer.text())).toMatchObject({ results: [] })
    expect(await site.counts()).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ])
  })
})
