import { z } from 'zod'
import type { Page, Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { batchesOf } from './rows/batches.ts'
import { booleanField, idField, optionalText, textField } from './rows/fields.ts'
import { absolute } from './rows/links.ts'

const row = z.object({
  id: idField('The account id.'),
  accountType: textField('atlassian, app, customer or unknown.'),
  accountStatus: textField('active, inactive, closed or unknown.'),
  displayName: textField('The name that the site shows.'),
  publicName: textField('The name that is open to everybody.'),
  email: textField('The e-mail address; null where the profile hides it.'),
  timeZone: textField('The time zone; null where the profile hides it.'),
  isExternalCollaborator: booleanField('True for a guest.'),
  profilePicture: textField("Address of the account's picture."),
  personalSpaceId: textField("Id of the account's personal space."),
  webUrl: textField('Address of the profile in the browser.'),
})

type UserRow = z.infer<typeof row>

// The same names in both APIs; v1 leaves some out.
const account = z.object({
  accountId: z.string().min(1),
  accountType: optionalText,
  accountStatus: optionalText,
  displayName: optionalText,
  publicName: optionalText,
  email: optionalText,
  timeZone: optionalText,
  isExternalCollaborator: z.boolean().nullish(),
  profilePicture: z.object({ path: optionalText }).nullish(),
  personalSpaceId: optionalText,
})

/** A user as either API gives it, as a row. What a profile hides comes as an empty text. */
export function toUserRow(user: z.infer<typeof account>, base: string): UserRow {
  return {
    id: user.accountId,
    accountType: user.accountType || null,
    accountStatus: user.accountStatus || null,
    displayName: user.displayName || null,
    publicName: user.publicName || null,
    email: user.email || null,
    timeZone: user.timeZone || null,
    isExternalCollaborator: user.isExternalCollaborator ?? null,
    profilePicture: absolute(base, user.profilePicture?.path),
    personalSpaceId: user.personalSpaceId || null,
    webUrl: `${base}/people/${encodeURIComponent(user.accountId)}`,
  }
}

export const users: Stream<Client, typeof row> = {
  name: 'users',
  title: 'Users',
  description: 'Every account that the site lists, and every one that other tables point to.',
  row,
  primaryKey: 'id',
  strategies: ['full_refresh'],
  dependsOn: ['spaces', 'pages', 'pages_content', 'blog_posts', 'attachments', 'comments', 'labels'],
  async *pages({ client, references }) {
    yield* search(client)
    for await (const ids of references()) yield* namedElsewhere(client, ids.filter(isId))
  },
  async *lookUp({ client }, ids) {
    for (const batch of batchesOf(ids.filter(isId), 250)) yield await bulk(client, batch)
  },
  async estimate({ client }) {
    for await (const { totalSize } of client.listByOffset(found, searchPath, { ...searchQuery, limit: 1 }))
      return totalSize
    return undefined
  },
}

// Rows that landed long ago may point to nobody with an empty text.
const isId = (id: string): boolean => id !== ''

const found = z.object({ user: account })

// https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-user-get
const searchPath = '/wiki/rest/api/search/user'
// Without the filter only licensed accounts are listed.
const searchQuery = { cql: 'type=user', sitePermissionTypeFilter: 'all', limit: 200 }

async function* search(client: Client): AsyncGenerator<Page<UserRow>> {
  let listed = 0
  let total = 0
  for await (const page of client.listByOffset(found, searchPath, searchQuery)) {
    listed += page.items.length + page.isolated.length
    total = page.totalSize ?? total
    const records = page.items.map(({ item, raw }) => ({
      row: toUserRow(item.user, client.base),
      raw: userOf(raw),
    }))
    yield { records, isolated: page.isolated }
  }
  if (listed < total) yield { records: [], gap: `the site counts ${total} users but listed only ${listed}` }
}

const wrapped = z.object({ user: z.unknown() })
const userOf = (raw: unknown): unknown => wrapped.safeParse(raw).data?.user ?? raw

/** Accounts that other rows point to; one that nobody knows any more still gets its row, so that joins hold. */
async function* namedElsewhere(client: Client, ids: readonly string[]): AsyncGenerator<Page<UserRow>> {
  for (const batch of batchesOf(ids, 250)) {
    const known = await bulk(client, batch)
    const answered = new Set(known.records.map(({ row }) => row.id))
    const missing = batch.filter((id) => !answered.has(id))
    yield { ...known, records: [...known.records, ...missing.map((id) => unknown(id, client))] }
  }
}

const listing = z.object({ results: z.array(z.unknown()) })

async function bulk(client: Client, ids: readonly string[]): Promise<Page<UserRow>> {
  // https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-user/#api-users-bulk-post
  const { item } = await client.post('/wiki/api/v2/users-bulk', { accountIds: ids }, listing)
  const parsed = item.results.map((raw) => ({ raw, user: account.safeParse(raw).data }))
  const records = parsed.flatMap(({ raw, user }) =>
    user === undefined ? [] : [{ row: toUserRow(user, client.base), raw }],
  )
  return { records }
}

function unknown(accountId: string, client: Client) {
  const user = { accountId, accountType: 'unknown', accountStatus: 'unknown' }
  return { row: { ...toUserRow(user, client.base), webUrl: null }, raw: user }
}
