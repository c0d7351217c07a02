import { z } from 'zod'
import type { Page, Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { batchesOf } from './rows/batches.ts'
import { usersById } from './users-bulk.ts'
import { accountItem, toUserRow, type UserRow, userRow } from './users-row.ts'

export const users: Stream<Client, typeof userRow> = {
  name: 'users',
  title: 'Users',
  description: 'Every account that the site lists, and every one that other tables point to.',
  row: userRow,
  primaryKey: 'id',
  strategies: ['full_refresh'],
  // Deactivated accounts and apps are in no listing; they are asked for by their ids.
  answersUnlisted: true,
  dependsOn: ['spaces', 'pages', 'pages_content', 'blog_posts', 'attachments', 'comments', 'labels'],
  async *pages({ client, references }) {
    yield* search(client)
    for await (const ids of references()) yield* namedElsewhere(client, ids.filter(isId))
  },
  async *lookUp({ client }, ids) {
    for (const batch of batchesOf(ids.filter(isId), 250)) {
      const { records, isolated } = await usersById(client, batch)
      yield { records, isolated }
    }
  },
  async estimate({ client }) {
    for await (const { totalSize } of client.listByOffset(found, searchPath, { ...searchQuery, limit: 1 }))
      return totalSize
    return undefined
  },
}

// Rows that landed long ago may point to nobody with an empty text.
const isId = (id: string): boolean => id !== ''

const found = z.object({ user: accountItem })

// https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-user-get
const searchPath = '/wiki/rest/api/search/user'
// Without the filter only licensed accounts are listed.
const searchQuery = { cql: 'type=user', sitePermissionTypeFilter: 'all', limit: 200 }
// The page above: up to 10,000 users.
const mostListed = 10_000

async function* search(client: Client): AsyncGenerator<Page<UserRow>> {
  // By offset, a record that moves meanwhile comes twice or not at all: places count, and so do people.
  const met = new Set<string>()
  let places = 0
  let unreadable = 0
  let total = 0
  for await (const { items, isolated, totalSize } of client.listByOffset(found, searchPath, searchQuery)) {
    for (const { item } of items) met.add(item.user.accountId)
    places += items.length + isolated.length
    unreadable += isolated.length
    total = totalSize ?? total
    const records = items.map(({ item, raw }) => ({
      row: toUserRow(item.user, client.base),
      raw: userOf(raw),
    }))
    yield { records, isolated }
  }
  const gap = gapOf(met.size + unreadable, places, total)
  if (gap !== undefined) yield { records: [], gap }
}

function gapOf(listed: number, places: number, total: number): string | undefined {
  if (listed < total) return `the site counts ${total} users but listed only ${listed}`
  if (places < mostListed) return undefined
  const most = mostListed.toLocaleString('en')
  return `the site lists no more than ${most} users, so more may exist that no other table names`
}

const wrapped = z.object({ user: z.unknown() })
const userOf = (raw: unknown): unknown => wrapped.safeParse(raw).data?.user ?? raw

/** Accounts that other rows point to; one that nobody knows any more still gets its row, so that joins hold. */
async function* namedElsewhere(client: Client, ids: readonly string[]): AsyncGenerator<Page<UserRow>> {
  for (const batch of batchesOf(ids, 250)) {
    const { records, isolated, missing } = await usersById(client, batch)
    yield { records: [...records, ...missing.map((id) => unknown(id, client))], isolated }
  }
}

function unknown(accountId: string, client: Client) {
  const user = { accountId, accountType: 'unknown', accountStatus: 'unknown' }
  return { row: { ...toUserRow(user, client.base), webUrl: null }, raw: user }
}
