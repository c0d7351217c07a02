import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { generateSite } from '../../../plugin/sandbox/generated/site.ts'
import { openApp } from '../../../plugin/sandbox/http/app.ts'
import { openSite } from '../../../plugin/sandbox/site.ts'
import { openQuota, type QuotaSettings } from '../quota.ts'
import { requestOf } from './request.ts'

/** The sandbox's answers, kept after they were given once, so that making them costs whoever asks again nothing. */
interface Prepared {
  readonly asked: Asked
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly plain: Buffer
  readonly compressed: Buffer
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}

export interface SiteSettings {
  readonly latencyMs?: number
  readonly quota?: QuotaSettings | undefined
}

/** What the parent may ask over the channel; every command is answered with what was counted. */
export interface Command extends SiteSettings {
  /** Ids of pages to save a new version of. */
  readonly edit?: readonly string[]
  readonly reset?: boolean
}

export interface Counted {
  /** Answers by route. */
  readonly routes: Readonly<Record<string, number>>
  readonly requests: number
  readonly refused: number
  /** Answers in each whole window of the quota, in order. */
  readonly windows: readonly number[]
}

const { pages, email, apiToken } = requestOf<{ pages: number; email: string; apiToken: string }>()
const app = openApp(openSite(generateSite(pages, 1), Date.now, 0), { email, apiToken })
const mostKept = 1_500 * 2 ** 20
const kept = new Map<string, Prepared>()
let keptBytes = 0
let latencyMs = 0
let quota = openQuota(undefined)
let routes = new Map<string, number>()

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.destroy(error))
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrived = performance.now()
  count(request)
  const body = request.method === 'POST' ? Buffer.concat(await request.toArray()) : undefined
  const turned = quota.take(Date.now())
  if (turned.refused) return void response.writeHead(429, turned.headers).end('{}')
  const prepared = await prepare(askedBy(request, body))
  const wait = arrived + latencyMs - performance.now()
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const sent = isCompressed ? prepared.compressed : prepared.plain
  response.writeHead(prepared.status, {
    ...prepared.headers,
    ...turned.headers,
    ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    'content-length': sent.length,
  })
  response.end(sent)
}

function askedBy({ method = 'GET', url = '', headers }: IncomingMessage, body: Buffer | undefined): Asked {
  const { host, authorization = '', 'content-type': type = 'application/json' } = headers
  return { method, url: `http://${host}${url}`, headers: { authorization, 'content-type': type }, body }
}

async function prepare(asked: Asked): Promise<Prepared> {
  const key = `${asked.method} ${asked.url} ${asked.body ?? ''}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = await make(asked)
  keptBytes += made.plain.length + made.compressed.length
  if (keptBytes < mostKept) kept.set(key, made)
  return made
}

async function make(asked: Asked): Promise<Prepared> {
  const { url, method, headers, body } = asked
  const given = await app.fetch(
    new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }),
  )
  const plain = Buffer.from(await given.arrayBuffer())
  const kept = [...given.headers].filter(([name]) => !['date', 'content-length'].includes(name))
  return {
    asked,
    status: given.status,
    headers: Object.fromEntries(kept),
    plain,
    compressed: gzipSync(plain, { level: 1 }),
  }
}

function count({ method, url = '' }: IncomingMessage): void {
  const path = url.replace(/\?.*$/, '').replaceAll(/\/(att)?\d+(?=\/|$)/g, '/{id}')
  const route = `${method} ${path}`
  routes.set(route, (routes.get(route) ?? 0) + 1)
}

async function edit(ids: readonly string[]): Promise<void> {
  const operations = ids.map((id) => ({ op: 'edit', type: 'page', id }))
  const body = JSON.stringify(operations)
  const headers = { 'content-type': 'application/json' }
  const given = await app.fetch(
    new Request('http://site/__sandbox/mutate', { method: 'POST', headers, body }),
  )
  if (!given.ok) throw new Error(await given.text())
  const begun = [...kept.values()].map(({ asked }) => asked).filter(({ url }) => !url.includes('cursor='))
  kept.clear()
  keptBytes = 0
  // Where listings begin is sorted and looked for anew after a change; a real site has an index.
  for (const asked of begun) await prepare(asked)
}

function counted(): Counted {
  const requests = [...routes.values()].reduce((sum, one) => sum + one, 0)
  return { routes: Object.fromEntries([...routes].sort()), requests, ...quota.counted() }
}

process.on('message', async (command: Command) => {
  if (command.latencyMs !== undefined) latencyMs = command.latencyMs
  if (command.edit !== undefined) await edit(command.edit)
  process.send?.(counted())
  if (command.reset === true) routes = new Map()
  if (command.reset === true) quota = openQuota(command.quota)
})

server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
