import type { Page, Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { batchesOf } from './rows/batches.ts'
import { inTurn, pagesOf } from './rows/forecast.ts'
import { usersById } from './users-bulk.ts'
import { countedUsers, firstUsers, listedUsers } from './users-listed.ts'
import { toUserRow, type UserRow, userRow } from './users-row.ts'

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
    yield* listedUsers(client)
    for await (const ids of references()) yield* namedElsewhere(client, ids.filter(isId))
  },
  async *lookUp({ client }, ids) {
    for (const batch of batchesOf(ids.filter(isId), 250)) {
      const { records, isolated } = await usersById(client, batch)
      yield { records, isolated }
    }
  },
  estimate: ({ client }) => countedUsers(client),
  async forecast({ client }, landed = 0) {
    const { given, total } = await firstUsers(client)
    const rows = Math.max(total, landed)
    const listed = given < total ? `${given} accounts a request` : 'one holds them all'
    const how = `${listed}, an empty answer proves the end, and 250 a request of those that only other tables name`
    return {
      rows,
      requests: pagesOf(total, given) + 1 + Math.ceil((rows - total) / 250),
      how,
      atOnce: inTurn,
    }
  },
}

// Rows that landed long ago may point to nobody with an empty text.
const isId = (id: string): boolean => id !== ''

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
