import plugin from '../../plugin/index.ts'
import type { Sandbox, SandboxOptions } from '../../src/contract/plugin.ts'

/** One row that a full read of a stream must land. */
export interface Truth {
  readonly id: string
  readonly versionNumber: number | null
  readonly status: string
}

/** A fault of the sandbox and what it has done so far. */
export interface Struck {
  readonly kind: string
  /** Requests that it could have struck. */
  readonly matched: number
  readonly struck: number
  /** What the operations of a `mutate` changed. */
  readonly changed?: readonly (Truth & { readonly op: string; readonly type: string })[]
}

export interface Site extends Sandbox {
  truth(stream: string, clause?: string): Promise<readonly Truth[]>
  /** Answers what changed. */
  mutate(
    ...operations: readonly object[]
  ): Promise<readonly (Truth & { readonly op: string; readonly type: string })[]>
  set(settings: object): Promise<void>
  /** Puts these faults in the place of all that were on. */
  faults(...faults: readonly object[]): Promise<void>
  clearFaults(): Promise<void>
  /** The faults that are on, and what each has done so far. */
  struck(): Promise<readonly Struck[]>
  /** A configuration that lands this site in `file`. */
  config(changes?: object): object
}

/** A sandbox with its control API. */
export async function openSite(options: SandboxOptions = {}): Promise<Site> {
  if (plugin.openSandbox === undefined) throw new Error('the plugin brings no sandbox')
  const sandbox = await plugin.openSandbox({ port: 0, ...options })
  const { url } = sandbox
  return {
    ...sandbox,
    async truth(stream, clause) {
      const query = clause === undefined ? '' : `?cql=${encodeURIComponent(clause)}`
      const text = await answer(await fetch(`${url}/__sandbox/truth/${stream}${query}`))
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    },
    mutate: async (...operations) => JSON.parse(await post(`${url}/__sandbox/mutate`, operations)),
    async set(settings) {
      await post(`${url}/__sandbox/settings`, settings)
    },
    async faults(...faults) {
      await post(`${url}/__sandbox/faults`, faults)
    },
    async clearFaults() {
      await answer(await fetch(`${url}/__sandbox/faults`, { method: 'DELETE' }))
    },
    struck: async () => JSON.parse(await answer(await fetch(`${url}/__sandbox/faults`))).faults,
    config: (changes = {}) => ({
      name: 'wiki',
      connection: sandbox.connection,
      streams: 'all',
      warehouse: { type: 'duckdb', path: 'wiki.duckdb' },
      ...changes,
    }),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
}

const post = async (url: string, body: unknown) =>
  answer(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )

async function answer(response: Response): Promise<string> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
  return text
}

export const streamNames = [
  'spaces',
  'pages',
  'pages_content',
  'blog_posts',
  'attachments',
  'comments',
  'labels',
  'users',
] as const
