import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'

export interface AnsweringServer extends AsyncDisposable {
  readonly url: string
  /** What came in: method and address, in order. */
  readonly requests: readonly IncomingMessage[]
}

/** A server on this machine that answers as told. */
export async function openAnsweringServer(
  answer: (request: IncomingMessage, response: ServerResponse, place: number) => void,
): Promise<AnsweringServer> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    request.resume()
    answer(request, response, requests.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function answerJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}
