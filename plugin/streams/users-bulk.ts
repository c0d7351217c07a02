import { z } from 'zod'
import type { IsolatedRecord, StreamRecord } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { sortOut } from '../api/records.ts'
import { accountItem, toUserRow, type UserRow } from './users-row.ts'

export interface UsersById {
  readonly records: readonly StreamRecord<UserRow>[]
  readonly isolated: readonly IsolatedRecord[]
  /** Ids that no answer knew. */
  readonly missing: readonly string[]
}

/** The accounts with these ids, 250 at most. The site may give fewer than it has: the rest is asked for again. */
export async function usersById(client: Client, ids: readonly string[]): Promise<UsersById> {
  const { items, isolated } = await client.halving(ids, (some) => ask(client, some))
  const records = items.map(({ item, raw }) => ({ row: toUserRow(item, client.base), raw }))
  const met = new Set([...records.map(({ row }) => row.id), ...isolated.map(({ id }) => id)])
  const missing = ids.filter((id) => !met.has(id))
  if (missing.length === 0 || missing.length === ids.length) return { records, isolated, missing }
  const rest = await usersById(client, missing)
  return {
    records: [...records, ...rest.records],
    isolated: [...isolated, ...rest.isolated],
    missing: rest.missing,
  }
}

const listing = z.object({ results: z.array(z.unknown()) })

async function ask(client: Client, ids: readonly string[]) {
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-user/#api-users-bulk-post
  const path = '/wiki/api/v2/users-bulk'
  const { item } = await client.post(path, { accountIds: ids }, listing)
  return sortOut(item.results, accountItem, `${client.site}${path}`)
}
