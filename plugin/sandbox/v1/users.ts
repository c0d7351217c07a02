import type { Context, Hono } from 'hono'
import { refuseV1 } from '../http/errors.ts'
import { pageSize } from '../http/page-caps.ts'
import type { User } from '../items.ts'
import type { SiteView } from '../site.ts'
import { originOf, selfLinks } from './links.ts'
import { offsetOf } from './offsets.ts'

/** The v1 routes about people: https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/ */
export function addUserRoutes(app: Hono, site: SiteView, people: Directory): void {
  app.get('/user/current', (context) => {
    const caller = renderUser(site, site.content.callerId, originOf(context))
    const { timeZone, hidesTimeZone } = site.settings
    return context.json({ ...caller, timeZone: hidesTimeZone ? null : timeZone })
  })
  app.get('/user', (context) => {
    const accountId = context.req.query('accountId') ?? ''
    if (site.shelves.user.get(accountId) === undefined)
      throw refuseV1(404, `No user found with key : ${accountId}`)
    return context.json(renderUser(site, accountId, originOf(context)))
  })
  app.get('/user/bulk', (context) => {
    // What is more than a hundred is dropped without a word.
    const ids = (context.req.queries('accountId') ?? []).slice(0, 100)
    const found = ids.filter((id) => site.shelves.user.get(id) !== undefined)
    const results = found.map((id) => renderUser(site, id, originOf(context)))
    return context.json({ results, start: 0, limit: 100, size: results.length, _links: selfLinks(context) })
  })
  app.get('/search/user', (context) => searchUsers(context, site, people))
}

type Filter = (user: User) => boolean

// Deactivated and deleted accounts and apps are in none of them.
const isPerson: Filter = (user) => user.status === 'active' && user.accountType === 'atlassian'
const filters: Readonly<Record<Parameters<Directory>[0], Filter>> = {
  none: (user) => isPerson(user) && !user.isExternalCollaborator,
  externalCollaborator: (user) => isPerson(user) && user.isExternalCollaborator,
  all: isPerson,
}

/** Everybody whom the user search can find. */
export function* findableUsers(site: SiteView, filter: Filter = isPerson): Generator<User> {
  for (const user of site.shelves.user.walk({ order: 'id' })) if (filter(user)) yield user
}

/** The ids of everybody whom the user search can find under a filter, in order. */
export type Directory = (filter: 'none' | 'externalCollaborator' | 'all') => readonly string[]

/** Kept until somebody changes: the lists of people go by offset, and say how many there are. */
export function openDirectory(site: SiteView): Directory {
  const kept = new Map<string, { readonly revision: number; readonly ids: readonly string[] }>()
  return (filter) => {
    const { revision } = site.shelves.user
    const known = kept.get(filter)
    if (known?.revision === revision) return known.ids
    const ids = Array.from(findableUsers(site, filters[filter]), (user) => user.id)
    kept.set(filter, { revision, ids })
    return ids
  }
}

// https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-search/#api-wiki-rest-api-search-user-get
function searchUsers(context: Context, site: SiteView, people: Directory): Response {
  const cql = context.req.query('cql')
  if (cql === undefined || !/^\s*type\s*=\s*"?user"?\s*$/i.test(cql)) {
    throw refuseV1(400, `Could not parse cql : ${cql ?? ''}`)
  }
  const { start, limit } = offsetOf(context, 25, 1000)
  const { userSearchCap, userSearchTellsTotal } = site.settings
  const all = people(filterOf(context))
  const end = Math.min(start + pageSize(context, limit), userSearchCap)
  const found = all.slice(start, end).map((id) => site.shelves.user.get(id))
  const results = found
    .filter((user) => user !== undefined)
    .map((user) => renderFound(site, user, originOf(context)))
  const totalSize = userSearchTellsTotal ? all.length : Math.min(all.length, userSearchCap)
  return context.json({
    ...{ results, start, limit, size: results.length, totalSize },
    ...{ cqlQuery: cql, searchDuration: 7, _links: selfLinks(context) },
  })
}

function filterOf(context: Context): Parameters<Directory>[0] {
  const given = context.req.query('sitePermissionTypeFilter') ?? 'none'
  if (given === 'none' || given === 'externalCollaborator' || given === 'all') return given
  throw refuseV1(400, 'Unknown sitePermissionTypeFilter')
}

function renderFound(site: SiteView, user: User, origin: string) {
  return {
    user: renderUser(site, user.id, origin),
    title: user.title,
    excerpt: '',
    url: `/people/${user.id}`,
    breadcrumbs: [],
    entityType: 'user',
    iconCssClass: 'aui-icon content-type-profile',
    lastModified: new Date(user.modifiedAt).toISOString(),
    score: 0,
  }
}

/** A user as the v1 API gives it; an account that nobody knows any more is `unknown`. */
export function renderUser(site: SiteView, accountId: string, origin: string) {
  const user = site.shelves.user.get(accountId)
  const links = { _links: { self: `${origin}/wiki/rest/api/user?accountId=${accountId}` } }
  const expandable = { _expandable: { operations: '', personalSpace: '' } }
  const profilePicture = {
    path: `/wiki/aa-avatar/${accountId}`,
    width: 48,
    height: 48,
    isDefault: user === undefined,
  }
  if (user === undefined) {
    const nobody = { accountType: '', email: '', publicName: 'Unknown user', displayName: 'Unknown user' }
    return { type: 'unknown', accountId, ...nobody, profilePicture, isGuest: false, ...expandable, ...links }
  }
  const { accountType, email, publicName, title, timeZone, isExternalCollaborator, status } = user
  return {
    ...{
      type: 'known',
      username: null,
      userKey: null,
      accountId,
      accountType,
      email,
      publicName,
      profilePicture,
    },
    ...{ displayName: title, timeZone, isExternalCollaborator, isGuest: false, accountStatus: status },
    ...expandable,
    ...links,
  }
}
