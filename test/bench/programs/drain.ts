import { Agent, get, type IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { type Listing, listings, type StreamName } from '../listings.ts'
import { report, requestOf, secondsSince } from './request.ts'

interface DrainRequest {
  readonly url: string
  readonly authorization: string
  readonly streams: readonly StreamName[]
  readonly compressed: boolean
}

interface Answer {
  readonly results: readonly { readonly id?: string }[]
  readonly _links?: { readonly next?: string }
}

const { url, authorization, streams, compressed } = requestOf<DrainRequest>()
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const encoding = compressed ? { 'accept-encoding': 'gzip' } : {}
let requests = 0
let records = 0

/** The least there is to do: ask, wait, parse, ask for the next page. */
async function ask(path: string): Promise<Answer> {
  requests += 1
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization, accept: 'application/json', ...encoding }
    get(`${url}${path}`, { agent, headers }, resolve).on('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}: ${body}`)
  return JSON.parse((response.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString())
}

async function drain(listing: Listing): Promise<void> {
  for (let path: string | undefined = listing.path; path !== undefined; ) {
    const { results, _links }: Answer = await ask(path)
    records += results.length
    for (const { id = '' } of results)
      for (const child of listing.childrenOf?.(id) ?? []) await drain({ path: child })
    path = listing.next?.(path, results.length) ?? _links?.next
  }
}

const start = performance.now()
for (const stream of streams) for (const listing of listings[stream]) await drain(listing)
report({ seconds: secondsSince(start), records, requests })
agent.destroy()
