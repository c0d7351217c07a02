import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connect, openLine } from '../../../plugin/api/connect.ts'
import type { Traffic } from '../../../src/contract/plugin.ts'
import { answerJson, openAnsweringServer } from '../../support/answering-server.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

// Node 20 has no AsyncDisposableStack.
const closings: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

/** A client of a server that gives these answers, the last one for ever. */
async function asking(answers: readonly Answer[]) {
  const server = await openAnsweringServer((request, response, place) =>
    answers[Math.min(place, answers.length) - 1]?.(response, request),
  )
  closings.push(() => server[Symbol.asyncDispose]())
  const waits: number[] = []
  const surroundings = { ...fakeSurroundings() }
  const sleep = surroundings.sleep
  surroundings.sleep = (delayMs, signal) => {
    waits.push(delayMs)
    return sleep(delayMs, signal)
  }
  const aborting = new AbortController()
  const access = { site: server.url, authorization: 'Basic c2VjcmV0', surroundings, signal: aborting.signal }
  const line = openLine(access)
  closings.push(() => line[Symbol.dispose]())
  const traffic: Record<string, number> = {}
  const observe = (seen: Partial<Traffic>) => {
    for (const [name, value] of Object.entries(seen)) traffic[name] = (traffic[name] ?? 0) + value
  }
  const client = line.client(observe, aborting.signal)
  const get = () => client.get('/wiki/x', { secret: 'query' }, z.unknown())
  return { get, client, traffic, waits, server, aborting, access, line }
}

const fine: Answer = (response) => answerJson(response, { fine: true })
const status =
  (code: number, headers: Record<string, string> = {}, body: unknown = {}): Answer =>
  (response) =>
    answerJson(response, body, code, headers)

describe('a request', () => {
  it('carries the credentials and says who asks', async () => {
    const { get, server } = await asking([fine])
    await get()
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Basic c2VjcmV0',
      'user-agent': expect.stringMatching(/^confluence-sync\/\d+\.\d+\.\d+/),
      'accept-encoding': expect.stringContaining('gzip'),
    })
  })

  it.each([429, 500, 502, 503, 504])('is asked again after %i', async (code) => {
    const { get, traffic, waits } = await asking([status(code), status(code), fine])
    await get()
    expect(traffic).toMatchObject({ requests: 3, retries: 2 })
    expect(waits.filter((wait) => wait > 0)).toEqual([1000, 2000])
  })

  it.each<[string, Answer]>([
    ['a connection that breaks off', (response) => response.socket?.destroy()],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"a":')
        setImmediate(() => response.socket?.destroy())
      },
    ],
    [
      'an answer that ends early',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
    ],
    ['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
  ])('is asked again after %s', async (_, answer) => {
    const { get, traffic } = await asking([answer, fine])
    await get()
    expect(traffic).toMatchObject({ requests: 2, retries: 1 })
  })

  it.each([429, 503])('waits as long as the site asks with %i, and holds back everybody', async (code) => {
    const { get, traffic, waits } = await asking([status(code, { 'retry-after': '7' }), fine])
    await Promise.all([get(), get()])
    expect(waits[0]).toBeGreaterThanOrEqual(7000)
    expect(traffic['throttledMs']).toBeGreaterThanOrEqual(7000)
  })

  it.each([
    [400, 'data', 'request_refused'],
    [401, 'auth', 'credentials_refused'],
    [403, 'auth', 'permission_missing'],
    [404, 'not_found', 'not_found'],
    [410, 'data', 'endpoint_gone'],
  ])('is not asked again after %i', async (code, kind, name) => {
    const { get, traffic } = await asking([status(code, { 'atl-traceid': '0af7651916cd43dd' })])
    await expect(get()).rejects.toMatchObject({
      kind,
      code: name,
      request: { status: code, requestId: '0af7651916cd43dd' },
    })
    expect(traffic['requests']).toBe(1)
  })

  it.each<[string, Answer, string]>([
    ['busy', status(429), 'rate_limited'],
    ['broken', status(503), 'transient'],
    [
      'a web page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'data',
    ],
  ])('fails after five attempts when the site stays %s', async (_, answer, kind) => {
    const { get, traffic } = await asking([answer])
    await expect(get()).rejects.toMatchObject({ kind, request: { attempts: 5 } })
    expect(traffic['requests']).toBe(5)
  })

  it('tells neither query nor credentials nor body when it fails', async () => {
    const { get } = await asking([status(400, {}, { message: 'body-text' })])
    const error = await get().catch((thrown: unknown) => thrown)
    expect(JSON.stringify(error) + String(error)).not.toMatch(/query|c2VjcmV0|body-text/)
  })

  it('does not follow a redirect', async () => {
    const { get, server } = await asking([status(302, { location: 'https://elsewhere.example/login' })])
    await expect(get()).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('elsewhere.example'),
    })
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('counts bytes as they are after decompression: %s', async (encoding, compress) => {
    const body = JSON.stringify({ text: 'a'.repeat(10_000) })
    const { get, traffic } = await asking([
      (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding })
          .end(compress(body)),
    ])
    await get()
    expect(traffic['bytes']).toBe(body.length)
  })

  it('is given up when the run is cancelled', async () => {
    const { get, aborting } = await asking([() => undefined])
    const coming = get()
    aborting.abort(new Error('stop'))
    await expect(coming).rejects.toThrow('stop')
  })

  it('is not even sent when the run was cancelled before', async () => {
    const { get, aborting, server } = await asking([fine])
    aborting.abort(new Error('stop'))
    await expect(get()).rejects.toThrow('stop')
    expect(server.requests).toHaveLength(0)
  })

  it('keeps its connection for the next', async () => {
    const { get, server } = await asking([fine])
    await get()
    await get()
    expect(new Set(server.requests.map(({ socket }) => socket)).size).toBe(1)
  })

  it('is one of four at first, and of sixteen at most when all goes well', async () => {
    let most = 0
    let mostOfFirst = 0
    let now = 0
    const { get, server } = await asking([
      (response) => {
        now += 1
        most = Math.max(most, now)
        if (server.requests.length <= 10) mostOfFirst = most
        setImmediate(() => {
          now -= 1
          answerJson(response, {})
        })
      },
    ])
    await Promise.all(Array.from({ length: 300 }, get))
    expect(mostOfFirst).toBeLessThanOrEqual(4)
    expect(most).toBeLessThanOrEqual(16)
  })

  it('waits for its turn when the quota runs out, without a refusal', async () => {
    const { get, traffic, waits } = await asking([
      status(200, {
        'x-ratelimit-limit': '100',
        'x-ratelimit-remaining': '1',
        'x-ratelimit-reset': '2026-03-01T12:01:00Z',
        date: 'Sun, 01 Mar 2026 12:00:00 GMT',
      }),
    ])
    for (let request = 0; request < 3; request += 1) await get()
    expect(Math.max(...waits)).toBe(60_000)
    expect(traffic['retries']).toBeUndefined()
  })
})

describe('connecting', () => {
  const caller = (more: object): Answer =>
    status(200, { date: 'Sun, 01 Mar 2026 13:00:00 GMT' }, { type: 'known', accountId: 'a', ...more })

  it("takes the site's clock, the caller and the caller's zone from the first answer", async () => {
    const { access } = await asking([caller({ timeZone: 'Asia/Tokyo' })])
    await using connection = await connect(access)
    expect(connection.account).toBe('a')
    expect(connection.now()).toEqual(new Date('2026-03-01T13:00:00Z'))
    expect(connection.client(() => undefined, access.signal).timeZone).toBe('Asia/Tokyo')
  })

  it.each([null, undefined, ''])('knows no zone when the profile says %s', async (timeZone) => {
    const { access } = await asking([caller({ timeZone })])
    await using connection = await connect(access)
    expect(connection.client(() => undefined, access.signal).timeZone).toBeUndefined()
  })

  it.each<[string, Answer, string, string]>([
    ['refused credentials', status(401), 'auth', 'credentials_refused'],
    [
      'a missing scope',
      status(401, {}, { code: 401, message: 'Unauthorized; scope does not match' }),
      'auth',
      'scope_missing',
    ],
    ['an anonymous caller', status(200, {}, { type: 'anonymous' }), 'auth', 'anonymous'],
    ['no Confluence there', status(404), 'config', 'not_found'],
  ])('fails for %s', async (_, answer, kind, code) => {
    const { access } = await asking([answer])
    await expect(connect(access)).rejects.toMatchObject({ kind, code })
  })
})
