import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { HomeOptions } from '../../../src/app.ts'
import type { Surroundings } from '../../../src/contract/plugin.ts'
import { connectionTo, openTestControl, runOnce, syncOf } from '../../support/control.ts'
import { openSite, type Site } from '../../support/site.ts'

const secret = 'secret-part'
const signal = new AbortController().signal

let site: Site
beforeAll(async () => {
  site = await openSite({ pages: 5 })
})
afterAll(() => site[Symbol.asyncDispose]())

type Answering = (answer: ServerResponse, turn: number) => void

/** A webhook on this machine that answers as told, and keeps what it was sent. */
async function openHook(answering: Answering) {
  const taken: { readonly url: string; readonly body: string }[] = []
  const server = createServer(async (request: IncomingMessage, answer) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    taken.push({ url: request.url ?? '', body })
    answering(answer, taken.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    taken,
    url: `http://127.0.0.1:${port}/services/${secret}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Pauses between tries end at once, and are noted; patience with an answer lasts until `ring`. */
function handClock() {
  const paused: number[] = []
  const waiting: (() => void)[] = []
  const sleep = async (delayMs: number, until: AbortSignal) => {
    if (delayMs === 2_000 || delayMs === 15_000) return void paused.push(delayMs)
    if (delayMs !== 10_000) return await wait(delayMs, undefined, { signal: until })
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve)
      until.addEventListener('abort', () => reject(new Error('called off')), { once: true })
    })
  }
  const surroundings: Surroundings = { now: Date.now, random: () => 0.5, sleep }
  const ring = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  return { surroundings, paused, ring }
}

/** A run that fails, told to the webhook. */
async function tellOfFailure(
  url: string,
  { surroundings }: ReturnType<typeof handClock>,
  options: Partial<HomeOptions> = {},
) {
  const control = await openTestControl({ surroundings, ...options })
  await control.notifications.update({ webhookUrl: url })
  const good = connectionTo(site)
  const wrong = { ...good, settings: { ...good.settings, apiToken: 'wrong' } }
  const sync = await control.syncs.create(syncOf(await control.connections.create(wrong)))
  const run = await runOnce(control, sync)
  const outcome = () =>
    vi.waitFor(async () => {
      const [notice] = (await control.notifications.list()).items
      const log = (await control.runs.logs(run.id)).items.map(({ level, message }) => `${level} ${message}`)
      expect(notice?.delivery).toBeDefined()
      return { delivery: notice?.delivery, log }
    })
  return { control, run, outcome }
}

const unheard = 'warn Nobody was told how the run ended. '

describe('a webhook', () => {
  it('that takes the message is told once, and the log says nothing of it', async () => {
    await using hook = await openHook((answer) => answer.writeHead(204).end())
    const { control, run, outcome } = await tellOfFailure(hook.url, handClock())
    await using _ = control
    const { delivery, log } = await outcome()
    expect(delivery).toBe('The webhook took it.')
    expect(hook.taken).toHaveLength(1)
    expect(JSON.parse(hook.taken[0]?.body ?? '')).toMatchObject({ event: 'failed', runId: run.id })
    expect(log.join()).not.toContain('Nobody was told')
  })

  it.each([301, 302, 303, 307, 308])('that answers %i is not followed', async (status) => {
    await using other = await openHook((answer) => answer.writeHead(200).end())
    await using hook = await openHook((answer) => answer.writeHead(status, { location: other.url }).end())
    const clock = handClock()
    const { control, outcome } = await tellOfFailure(hook.url, clock)
    await using _ = control
    const { delivery, log } = await outcome()
    expect(delivery).toMatch(/redirect, which is not followed/)
    expect(log.at(-1)).toBe(`${unheard}${delivery}`)
    expect([hook.taken.length, other.taken.length, clock.paused.length]).toEqual([1, 0, 0])
  })

  it.each([408, 429, 500, 503])('that answers %i is tried again, and then it is well', async (status) => {
    await using hook = await openHook((answer, turn) => answer.writeHead(turn === 1 ? status : 200).end('x'))
    const clock = handClock()
    const { control, outcome } = await tellOfFailure(hook.url, clock)
    await using _ = control
    expect((await outcome()).delivery).toBe('The webhook took it.')
    expect(hook.taken).toHaveLength(2)
    expect(new Set(hook.taken.map(({ body }) => body)).size).toBe(1)
    expect(clock.paused).toEqual([2_000])
  })

  it('is given up after three tries: the log says so, the run stays as it ended', async () => {
    await using hook = await openHook((answer) => answer.writeHead(500).end())
    const clock = handClock()
    const { control, run, outcome } = await tellOfFailure(hook.url, clock)
    await using _ = control
    const { delivery, log } = await outcome()
    expect(delivery).toBe('The webhook answered 500: check its address.')
    expect(log.at(-1)).toBe(`${unheard}${delivery}`)
    expect(log.join()).not.toContain(secret)
    expect(hook.taken).toHaveLength(3)
    expect(clock.paused).toEqual([2_000, 15_000])
    expect(await control.runs.get(run.id)).toMatchObject({ status: run.status, reason: run.reason })
  })

  it.each([400, 401, 404, 410])('that answers %i is not asked again: no try mends that', async (status) => {
    await using hook = await openHook((answer) => answer.writeHead(status).end())
    const { control, outcome } = await tellOfFailure(hook.url, handClock())
    await using _ = control
    expect((await outcome()).delivery).toBe(`The webhook answered ${status}: check its address.`)
    expect(hook.taken).toHaveLength(1)
  })

  it('that never answers is given up, and so is one that nobody listens at', async () => {
    const clock = handClock()
    await using hook = await openHook(() => clock.ring())
    const { control, outcome } = await tellOfFailure(hook.url, clock)
    await using _ = control
    expect((await outcome()).delivery).toMatch(/^The webhook did not answer/)
    expect(hook.taken).toHaveLength(3)
    await hook[Symbol.asyncDispose]()
    const tried = await control.notifications.test(signal)
    expect(tried).toMatchObject({ delivered: false, message: expect.stringMatching(/did not answer/) })
  })

  it('that never answers does not keep the server from stopping', async () => {
    await using hook = await openHook(() => undefined)
    const home = await mkdtemp(join(tmpdir(), 'webhook-'))
    const { control } = await tellOfFailure(hook.url, handClock(), { home })
    await vi.waitFor(() => expect(hook.taken).toHaveLength(1))
    await control[Symbol.asyncDispose]()
    expect(hook.taken).toHaveLength(1)
    {
      await using next = await openTestControl({ home })
      const [notice] = (await next.notifications.list()).items
      expect(notice?.delivery).toBe('The sending was called off before the webhook took it.')
    }
    await rm(home, { recursive: true })
  })
})

describe('the address of a webhook', () => {
  let control: Awaited<ReturnType<typeof openTestControl>>
  beforeAll(async () => {
    control = await openTestControl()
  })
  afterAll(() => control[Symbol.asyncDispose]())

  it.each([
    ...['http://example.com/x', 'http://10.0.0.1/x', 'http://169.254.169.254/latest', 'http://[fd00::1]/x'],
    ...['http://localhost.example.com/', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'hooks.example.com'],
    'https://user:word@hooks.example.com/',
  ])('is not %s', async (webhookUrl) => {
    await expect(control.notifications.update({ webhookUrl })).rejects.toMatchObject({
      kind: 'config',
      field: 'webhookUrl',
    })
    expect(control.books.facts.get('notifications')).toBeUndefined()
  })

  it.each(['https://hooks.example.com/x', 'https://10.0.0.1/x', 'http://127.0.0.1:1/x', 'http://[::1]:1/'])(
    'may be %s',
    async (webhookUrl) => {
      const { webhookHost } = await control.notifications.update({ webhookUrl })
      expect(webhookHost).toBe(new URL(webhookUrl).host)
      control.books.facts.remove('notifications')
    },
  )
})
