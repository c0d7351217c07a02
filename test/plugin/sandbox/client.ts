import { openSandbox } from '../../../plugin/sandbox/index.ts'
import type { Sandbox, SandboxOptions } from '../../../src/contract/plugin.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
}

export interface TrueRow {
  readonly id: string
  readonly versionNumber: number | null
  readonly status: string
}

export interface TestSite extends AsyncDisposable {
  readonly url: string
  readonly sandbox: Sandbox
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  /** Every record of a listing, by following its links. */
  list(path: string, between?: (page: number) => Promise<void>): Promise<{ id: string }[]>
  truth(stream: string, query?: string): Promise<TrueRow[]>
  /** Puts these faults in the place of all that were on. */
  play(...faults: readonly object[]): Promise<void>
  clear(): Promise<void>
  /** What each fault has done so far. */
  counts(): Promise<[matched: number, struck: number][]>
}

export const token = 'sandbox-token'

export async function openTestSite(options: SandboxOptions = {}, now?: () => number): Promise<TestSite> {
  const sandbox = await openSandbox({ pages: 200, ...options }, now && { now })
  const { url } = sandbox
  const headers = { authorization: `Bearer ${token}` }
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parse(text) }
  }
  const get: TestSite['get'] = (path, extra) => ask(path, { headers: { ...headers, ...extra } })
  return {
    url,
    sandbox,
    get,
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async list(path, between) {
      const found: { id: string }[] = []
      let next: string | undefined = path
      for (let page = 1; next !== undefined; page++) {
        const { body, status }: Answer = await get(next)
        if (status !== 200) throw new Error(`${status} for ${next}: ${JSON.stringify(body)}`)
        found.push(...body.results)
        const link: string | undefined = body._links.next
        next = link?.startsWith('/rest') ? `/wiki${link}` : link
        if (next !== undefined) await between?.(page)
      }
      return found
    },
    async truth(stream, query = '') {
      const response = await fetch(`${url}/__sandbox/truth/${stream}${query}`)
      const lines = (await response.text()).trim().split('\n')
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
    },
    async play(...faults) {
      const { status, body } = await ask('/__sandbox/faults', {
        method: 'POST',
        body: JSON.stringify(faults),
      })
      if (status !== 200) throw new Error(body.message)
    },
    async clear() {
      await ask('/__sandbox/faults', { method: 'DELETE' })
    },
    async counts() {
      const { body } = await ask('/__sandbox/faults', {})
      return body.faults.map((fault: { matched: number; struck: number }) => [fault.matched, fault.struck])
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function idsOf(records: readonly { readonly id: string }[]): string[] {
  return records.map(({ id }) => id)
}
