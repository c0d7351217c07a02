import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { SandboxOptions } from '../../src/contract/plugin.ts'
import { openAnsweringServer } from './answering-server.ts'
import { openSite, type Site } from './site.ts'

/** A request on its way to the site. */
export interface Asked {
  /** Without the query. */
  readonly path: string
  /** As the client sent it. */
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** How many requests for this path came before this one, since the meddling began. */
  readonly before: number
}

/** What is answered instead of the site. A body that is no text is JSON. */
export interface Instead {
  readonly status?: number
  readonly body?: unknown
  /** In the place of the body, byte by byte. */
  readonly packed?: Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** The connection breaks before the first byte. */
  readonly broken?: true
}

export interface Meddling {
  /** Answers instead of the site, where it gives something. May change the site first. */
  before?(asked: Asked): Instead | undefined | Promise<Instead | undefined>
  /** Changes the query on its way to the site. */
  query?(query: URLSearchParams, asked: Asked): unknown
  /** Answers instead of the site, having seen what it answers. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape
  refuse?(answer: any, asked: Asked): Instead | undefined
  /** Changes what the site answered. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape, to be bent at will
  after?(answer: any, asked: Asked): unknown
}

export interface MeddledSite extends Site {
  readonly asked: readonly Asked[]
  /** From now on; counts start anew. */
  meddle(meddling: Meddling): void
}

/** The site gives no more than so many results a page, whatever was asked for. */
export const capped = (most: number): Meddling => ({
  query: (query) =>
    query.has('limit') && query.set('limit', String(Math.min(most, Number(query.get('limit'))))),
})

/** A sandbox behind somebody who meddles with what goes to and fro. */
export async function openMeddledSite(options: SandboxOptions = {}): Promise<MeddledSite> {
  const site = await openSite(options)
  let meddling: Meddling = {}
  let asked: Asked[] = []
  const server = await openAnsweringServer((request, response) => {
    const one = readRequest(request, asked)
    asked.push(one)
    pass(site.url, meddling, one, request, response).catch(() => response.destroy())
  })
  const connection = { ...site.connection, domain: server.url }
  return {
    ...site,
    url: server.url,
    connection,
    config: (changes = {}) => site.config({ connection, ...changes }),
    get asked() {
      return asked
    },
    meddle(next) {
      meddling = next
      asked = []
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await site[Symbol.asyncDispose]()
    },
  }
}

function readRequest(request: IncomingMessage, asked: readonly Asked[]): Asked {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://site')
  const before = asked.filter((one) => one.path === path).length
  return { path, query, headers: request.headers, before }
}

async function pass(
  site: string,
  { before, query, refuse, after }: Meddling,
  asked: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // At once: what nobody reads by the next turn is gone.
  const given = text(request)
  const instead = await before?.(asked)
  if (instead !== undefined) return give(response, instead)
  const sent = new URLSearchParams(asked.query)
  query?.(sent, asked)
  const { authorization = '', 'content-type': type } = request.headers
  const answer = await fetch(`${site}${asked.path}?${sent}`, {
    method: request.method ?? 'GET',
    headers: { authorization, ...(type === undefined ? {} : { 'content-type': type }) },
    ...(request.method === 'POST' ? { body: await given } : {}),
  })
  const body = await answer.text()
  const refusal = answer.ok ? refuse?.(JSON.parse(body), asked) : undefined
  if (refusal !== undefined) return give(response, refusal)
  const bent = answer.ok ? after?.(JSON.parse(body), asked) : undefined
  const headers = { date: answer.headers.get('date') ?? new Date().toUTCString() }
  give(response, { status: answer.status, body: bent ?? body, headers })
}

function give(
  response: ServerResponse,
  { status = 200, body = {}, packed, headers = {}, broken }: Instead,
): void {
  if (broken) return void response.destroy()
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(packed ?? (typeof body === 'string' ? body : JSON.stringify(body)))
}
