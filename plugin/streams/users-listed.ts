import { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'
import type { Page } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { encoded } from '../api/encoded.ts'
import type { OffsetListed } from '../api/walk-by-offset.ts'
import { type Account, accountItem, toUserRow, type UserRow } from './users-row.ts'

/** Who was listed so far. By offset, a record that moves meanwhile comes twice or not at all: people count, not places. */
interface Census {
  readonly met: Set<string>
  places: number
  unreadable: number
  /** How many the site says there are. */
  total: number
  /** It said so of fewer than a page before: who stood behind those that went has moved up, past a page's edge maybe. */
  hasShrunk: boolean
}

/**
 * Every account that the site lists. The search gives no more than so many and says so at most by the way: what it
 * leaves out is looked for among the members of the groups, since access to a site is given to groups.
 */
export async function* listedUsers(client: Client): AsyncGenerator<Page<UserRow>> {
  const census: Census = { met: new Set(), places: 0, unreadable: 0, total: 0, hasShrunk: false }
  yield* searched(client, census)
  if (census.hasShrunk) yield* searched(client, census)
  if (!isShort(census)) return
  const groupsUnread = yield* membersOfGroups(client, census)
  const gap = gapOf(census, groupsUnread)
  if (gap !== undefined) yield { records: [], gap }
}

// https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-user-get
const searchPath = '/wiki/rest/api/search/user'
// Without the filter only licensed accounts are listed.
const searchQuery = { cql: 'type=user', sitePermissionTypeFilter: 'all', limit: 200 }
// The page above: up to 10,000 users.
const mostListed = 10_000

const found = z.object({ user: accountItem }).transform(({ user }) => user)
const wrapped = z.object({ user: z.unknown() })

/** How many accounts the search counts. */
export async function countedUsers(client: Client): Promise<number | undefined> {
  for await (const { totalSize } of client.listByOffset(found, searchPath, { ...searchQuery, limit: 1 }))
    return totalSize
  return undefined
}

/** How many accounts the first page of the search gives, and how many it counts. */
export async function firstUsers(
  client: Client,
): Promise<{ readonly given: number; readonly total: number }> {
  for await (const { items, totalSize } of client.listByOffset(found, searchPath, searchQuery))
    return { given: items.length, total: totalSize ?? items.length }
  return { given: 0, total: 0 }
}

async function* searched(client: Client, census: Census): AsyncGenerator<Page<UserRow>> {
  census.places = 0
  census.unreadable = 0
  for await (const listed of client.listByOffset(found, searchPath, searchQuery)) {
    const { totalSize = census.total } = listed
    census.hasShrunk ||= totalSize < census.total
    census.total = totalSize
    census.places += listed.items.length + listed.isolated.length
    census.unreadable += listed.isolated.length
    yield note(client, census, listed, (raw) => wrapped.safeParse(raw).data?.user ?? raw)
  }
}

/** The accounts of a page that were not listed before. */
function note(
  client: Client,
  { met }: Census,
  { items, isolated }: OffsetListed<Account>,
  userOf = (raw: unknown) => raw,
): Page<UserRow> {
  const news = items.filter(({ item }) => !met.has(item.accountId))
  for (const { item } of news) met.add(item.accountId)
  const records = news.map(({ item, raw }) => ({ row: toUserRow(item, client.base), raw: userOf(raw) }))
  return { records, isolated }
}

const group = z.object({ id: z.string() })

/** Returns whether the groups could not be read. */
async function* membersOfGroups(client: Client, census: Census): AsyncGenerator<Page<UserRow>, boolean> {
  try {
    // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-group/#api-wiki-rest-api-group-get
    for await (const { items } of client.listByOffset(group, '/wiki/rest/api/group', { limit: 200 }))
      for (const { item } of items) {
        // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-group/#api-wiki-rest-api-group-groupid-membersbygroupid-get
        const path = `/wiki/rest/api/group/${encoded(item.id)}/membersByGroupId`
        for await (const listed of client.listByOffset(accountItem, path, { limit: 200 }))
          yield note(client, census, listed)
      }
    return false
  } catch (error) {
    // Groups may be closed to a token that may search: what is missing is said, and the rest stays.
    if (error instanceof SyncError && ['auth', 'not_found'].includes(error.kind)) return true
    throw error
  }
}

const isShort = (census: Census) => countOf(census) < census.total || census.places >= mostListed
const countOf = ({ met, unreadable }: Census) => met.size + unreadable

function gapOf(census: Census, groupsUnread: boolean): string | undefined {
  const listed = countOf(census)
  if (listed < census.total) return `the site counts ${census.total} users but listed only ${listed}`
  if (!groupsUnread) return undefined
  const most = mostListed.toLocaleString('en')
  return `the site lists no more than ${most} users and does not let this token read its groups, so more may exist that no other table names`
}
