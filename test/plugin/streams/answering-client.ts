import { type Client, createClient, type Query } from '../../../plugin/api/client.ts'
import { openSpaceKeys } from '../../../plugin/api/space-keys.ts'
import { SyncError } from '../../../src/contract/errors.ts'

const site = 'https://acme.example'

export interface Asked {
  readonly path: string
  readonly query: Query
  readonly body: unknown
}

/** A client of a site that is one function; what it throws is what the request fails with. */
export function answeringClient(answer: (asked: Asked) => unknown): Client & { readonly asked: Asked[] } {
  const asked: Asked[] = []
  const client = createClient({
    site,
    base: `${site}/wiki`,
    timeZone: undefined,
    spaceKeys: openSpaceKeys(),
    async ask(path, query, body) {
      asked.push({ path, query, body })
      return answer({ path, query, body })
    },
  })
  return { ...client, asked }
}

/** The only page of a listing. */
export const listing = (...results: readonly unknown[]) => ({ results, _links: {} })

export function missing({ path }: Asked): never {
  throw new SyncError('not_found', 'gone', { code: 'not_found', status: 404, url: `${site}${path}` })
}
