import type { IncomingMessage, ServerResponse } from 'node:http'
import { openAnsweringServer } from './answering-server.ts'

/** What becomes of a request: it is answered, it never is, its answer stops in the middle, or it is to come later. */
export type Fate = 'answered' | 'hangs' | 'stalls' | 'put off'

/** Stands before a site: counts its requests, keeps its pages small, and holds back what it is told to. */
export interface Front extends AsyncDisposable {
  readonly url: string
  /** Paths asked for since the last `forget`, in order. */
  readonly asked: readonly string[]
  forget(): void
  /** Called for each request with its place since the last `forget`, from 1 on. */
  fateOf: (place: number, path: string) => Fate
}

/** At most `most` results a page; what a site does silently when its own cap is lower than the limit asked for. */
export async function openFront(target: string, most: number): Promise<Front> {
  const asked: string[] = []
  const server = await openAnsweringServer((request, response) => {
    const url = capped(new URL(request.url ?? '', target), most)
    asked.push(url.pathname)
    const fate = front.fateOf(asked.length, url.pathname)
    if (fate === 'hangs') return
    if (fate === 'put off') return void response.writeHead(429, { 'retry-after': '600' }).end()
    // A client that was killed meanwhile gets no answer.
    pass(url, request, response, fate).catch(() => response.destroy())
  })
  const front: Front = {
    url: server.url,
    asked,
    forget: () => {
      asked.length = 0
    },
    fateOf: () => 'answered',
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return front
}

function capped(url: URL, most: number): URL {
  const limit = Number(url.searchParams.get('limit') ?? most)
  if (limit > most) url.searchParams.set('limit', String(most))
  return url
}

async function pass(url: URL, request: IncomingMessage, response: ServerResponse, fate: Fate): Promise<void> {
  const { authorization = '', 'content-type': type = 'application/json' } = request.headers
  const sent =
    request.method === 'POST' ? { method: 'POST', body: Buffer.concat(await request.toArray()) } : {}
  const answer = await fetch(url, { headers: { authorization, 'content-type': type }, ...sent })
  const body = Buffer.from(await answer.arrayBuffer())
  const kept = ['content-type', 'date', 'link'].flatMap((name) => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  response.writeHead(answer.status, { ...Object.fromEntries(kept), 'content-length': body.length })
  if (fate === 'stalls') response.write(body.subarray(0, body.length / 2))
  else response.end(body)
}
