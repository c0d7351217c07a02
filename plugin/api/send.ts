import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { got } from 'got'
import { SyncError } from '../../src/contract/errors.ts'
import { factsOf, failureOf, unreadable } from './failures.ts'
import { nestsDeeperThan } from './nesting.ts'
import { networkFailure } from './network-failures.ts'
import type { Headers } from './retry-after.ts'

export interface Outgoing {
  readonly url: URL
  /** Sent as JSON with POST. */
  readonly body?: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  now(): number
}

export interface Answer {
  readonly value: unknown
  readonly headers: Headers
  readonly bytes: number
}

/** Sends a request once. Throws a SyncError for everything but a success with JSON in it. */
export type Send = (outgoing: Outgoing) => Promise<Answer>

export interface Sender extends Disposable {
  readonly send: Send
}

const largestAnswer = 64 * 1024 * 1024
/** Far below what the parser and everything after it can walk through; a site's own answers have about ten levels. */
const deepestAnswer = 200
const longestAnswerMs = 60_000

/** Connections stay open between requests until the sender is disposed of. Redirects are never followed. */
export function openSender(timeoutMs = longestAnswerMs): Sender {
  const agent = { http: new Agent({ keepAlive: true }), https: new SecureAgent({ keepAlive: true }) }
  const client = got.extend({
    agent,
    retry: { limit: 0 },
    throwHttpErrors: false,
    decompress: false,
    // Whoever we are sent to must not get the credentials, and an API has no reason to send us anywhere.
    followRedirect: false,
    timeout: { request: timeoutMs },
  })
  return {
    send: async (outgoing) => {
      const { status, headers, body } = await exchange(client, outgoing)
      return read(outgoing, status, headers, body)
    },
    [Symbol.dispose]() {
      agent.http.destroy()
      agent.https.destroy()
    },
  }
}

interface Exchange {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

async function exchange(client: typeof got, outgoing: Outgoing): Promise<Exchange> {
  const { url, headers, signal, body } = outgoing
  // The client never lets go of a signal, and a run's signal lives for hours.
  const own = new AbortController()
  const abort = () => own.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    const stream = client.stream(url, {
      headers: { ...headers, accept: 'application/json', 'accept-encoding': 'gzip' },
      signal: own.signal,
      ...(body === undefined ? {} : { method: 'POST', json: body }),
    })
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of stream) {
      bytes += chunk.length
      if (bytes > largestAnswer) throw tooLarge(url)
      chunks.push(chunk)
    }
    const { statusCode: status = 0, headers: given = {} } = stream.response ?? {}
    return { status, headers: given, body: await unpacked(url, given, Buffer.concat(chunks)) }
  } catch (error) {
    signal.throwIfAborted()
    throw networkFailure(error, url)
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** In few large pieces: in many small ones it would take as long as all the rest of the way to JSON. */
async function unpacked(url: URL, headers: Headers, body: Buffer): Promise<Buffer> {
  const unpack = unpackers.get(String(headers['content-encoding']).toLowerCase())
  if (unpack === undefined || body.length === 0) return body
  return await unpack(body, { chunkSize: 256 * 1024, maxOutputLength: largestAnswer }).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(url) : error
    },
  )
}

// Only the first is asked for; what stands between us and the site may do as it likes.
const unpackers = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

function read(outgoing: Outgoing, status: number, headers: Headers, body: Buffer): Answer {
  const { url } = outgoing
  if (status >= 300 && status < 400) throw redirected(url, status, headers)
  const text = body.toString('utf8')
  if (status < 200 || status >= 300)
    throw failureOf({ url, status, headers, body: text, isBearer: isBearer(outgoing), now: outgoing.now() })
  if (nestsDeeperThan(deepestAnswer, text)) throw tooDeep(url, status, headers)
  try {
    return { value: JSON.parse(text), headers, bytes: body.length }
  } catch (error) {
    throw unreadable(url, headers, status, error)
  }
}

const isBearer = ({ headers }: Outgoing) => headers['authorization']?.startsWith('Bearer ') ?? false

function tooLarge(url: URL): SyncError {
  const message = `${url.host} gave an answer larger than 64 MiB; look for an unusually large page at this place and split it.`
  return new SyncError('data', message, { code: 'answer_too_large', url: `${url.origin}${url.pathname}` })
}

function tooDeep(url: URL, status: number, headers: Headers): SyncError {
  const message = `${url.host} gave an answer nested more than ${deepestAnswer} levels deep, which no Confluence site does; check that the domain is the one of your site, and ask Atlassian's support when it is.`
  return new SyncError('data', message, { code: 'answer_too_deep', status, ...factsOf(url, headers) })
}

function redirected(url: URL, status: number, headers: Headers): SyncError {
  const location = String(headers['location'] ?? '')
  const target = URL.canParse(location, url.href) ? new URL(location, url).host : 'another place'
  const message = `${url.host} sends requests on to ${target}, where the credentials are never sent; enter the domain of the Confluence site itself.`
  return new SyncError('config', message, { code: 'redirected', status, ...factsOf(url, headers) })
}
